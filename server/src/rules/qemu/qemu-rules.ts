import type { Rule } from '../define-rule';
import { brokenContinuation } from './broken-continuation';
import { refusalRule } from './refusal-rule';
import { REFUSALS } from './refusals';
import { SILENT_LOSSES } from './silent-losses';

/** Rules about one QEMU. */
export const QEMU_RULES: readonly Rule<'qemu'>[] = [...REFUSALS.map(refusalRule), ...SILENT_LOSSES];

/** Rules about the text that starts QEMU. */
export const SCRIPT_RULES: readonly Rule<'script'>[] = [brokenContinuation];
