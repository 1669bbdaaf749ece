import { hex } from '../../model/format';
import { errnoOf } from '../../simulation/errno';
import { TextLines } from '../../text/text-lines';
import { createAnalysis } from '../analysis';
import { DEFAULT_SETTINGS } from '../settings';
import type { ErrorTable } from './error-table';

/** What is written about a call to KVM: QEMU's error lines and trace lines, and strace. */
const IS_OF_KVM = /kvm_set_(?:user_memory|phys_mem)/i;

/** The numbers of a call, each as it is written. */
const GPA = /\b(?:start|gpa|guest_phys_addr)=(0x[0-9a-f]{1,16}|\d{1,20})\b/i;
const SIZE = /\b(?:size|memory_size)=(0x[0-9a-f]{1,16}|\d{1,20})\b/i;
const ADDRESS = /\b(?:ua|userspace_addr)=(0x[0-9a-f]{1,16}|\d{1,20})\b/i;

/** What the C library calls the errors of these calls. */
const ERROR_TEXTS: readonly (readonly [string, string])[] = [
  ['File exists', 'EEXIST'],
  ['Invalid argument', 'EINVAL'],
  ['Bad address', 'EFAULT'],
  ['No such file or directory', 'ENOENT'],
];

/** A call that KVM refused, as a line tells of it. */
interface RefusedCall {
  /** The rules that may be about it: those first that it breaks all by itself, whatever the other slots are. */
  readonly rules: readonly string[];
  /** How findings begin to name the memory of the call, `[0x80000000,`; `undefined` where the line does not say. */
  readonly place: string | undefined;
}

/** Reads what QEMU or strace wrote of a call that KVM refused; `undefined` for another text. */
export function readRefusedCall(text: string, { byErrno }: ErrorTable): RefusedCall | undefined {
  if (!IS_OF_KVM.test(text)) return undefined;
  const possible = byErrno.get(errnoIn(text) ?? '') ?? new Set<string>();
  const gpa = GPA.exec(text)?.[1];
  const alone = brokenAlone(text, gpa).filter((rule) => possible.has(rule));
  const ofGuestMemfd = /guest_memfd=\d/.test(text) ? [...possible].filter((rule) => /^guest-memfd/.test(rule)) : [];
  return {
    rules: [...new Set([...alone, ...ofGuestMemfd, ...possible])],
    place: gpa === undefined ? undefined : `[${hex(BigInt(gpa))},`,
  };
}

function errnoIn(text: string): string | undefined {
  const returned = /\bret=(-\d{1,4})\b/.exec(text)?.[1];
  if (returned !== undefined) return errnoOf(BigInt(returned));
  return /\bE[A-Z]{4,}\b/.exec(text)?.[0] ?? ERROR_TEXTS.find(([words]) => text.includes(words))?.[1];
}

/** The rules that a list with this one call in it breaks. */
function brokenAlone(text: string, gpa: string | undefined): readonly string[] {
  const size = SIZE.exec(text)?.[1];
  if (gpa === undefined || size === undefined) return [];
  const slot = /\bslot[#=](\d{1,10})\b/i.exec(text)?.[1] ?? '0';
  const address = ADDRESS.exec(text)?.[1];
  const line = `Slot#${slot}: gpa=${gpa}, size=${size}${address === undefined ? '' : `, ua=${address}`}\n`;
  return createAnalysis(TextLines.of(line), 'memslots', DEFAULT_SETTINGS).findings.map(({ rule }) => rule.id);
}
