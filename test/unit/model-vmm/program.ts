import { createAnalysis } from '../../../server/src/features/analysis';
import { quickFixes } from '../../../server/src/features/code-actions';
import { analysisAfter } from '../../../server/src/features/prove-fix';
import { readSettings } from '../../../server/src/features/settings';
import type { VmmSnapshot } from '../../../server/src/features/vmm/vmm-snapshot';
import { hex } from '../../../server/src/model/format';
import { addressValue } from '../../../server/src/model/host-address';
import { spanText } from '../../../server/src/text/span';
import { TextLines } from '../../../server/src/text/text-lines';

/** Analyses a program. */
export function readProgram(text: string, kind: 'c' | 'rust', settings: unknown = {}): VmmSnapshot {
  return createAnalysis(TextLines.of(text), kind, readSettings(settings)) as VmmSnapshot;
}

/** Each run of calls on a line, each call as `slot flags gpa+size@address`; `?`: not known. `alone` before a struct that is not sent. */
export function callsIn(text: string, kind: 'c' | 'rust'): readonly string[] {
  const show = (value: bigint | undefined) => (value === undefined ? '?' : hex(value));
  return readProgram(text, kind).configuration.machines.map(({ kvm, written }) => {
    const calls = [...kvm!.operations].map((region) => {
      if (region.kind !== 'set-memory-region') return '';
      const { slot, flags, gpa, size, userspaceAddr } = region;
      return `${slot.value ?? '?'} ${flags.value ?? '?'} ${show(gpa.value)}+${show(size.value)}@${show(addressValue(userspaceAddr))}`;
    });
    return `${written === 'alone' ? 'alone ' : ''}${calls.join(', ')}`;
  });
}

/** `rule "what is marked": message` of each finding. */
export function findingsIn(text: string, kind: 'c' | 'rust', settings: unknown = {}): readonly string[] {
  return readProgram(text, kind, settings).findings.map(
    ({ rule, report }) => `${rule.id} "${spanText(report.span)}": ${report.message}`,
  );
}

/** What each fix makes of the text, by its title. */
export function fixedBy(text: string, kind: 'c' | 'rust'): Readonly<Record<string, string>> {
  const snapshot = readProgram(text, kind);
  const everywhere = { start: { line: 0, character: 0 }, end: { line: snapshot.text.lineCount, character: 0 } };
  return Object.fromEntries(
    quickFixes(snapshot, everywhere).map((fix) => [fix.title, analysisAfter(snapshot, fix)!.text.toString()]),
  );
}
