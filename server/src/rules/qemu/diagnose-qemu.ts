import type { Block } from '../../text/block';
import type { Problem } from '../../text/problem';
import type { Finding } from '../define-rule';
import type { VmmFacts } from '../vmm/vmm-facts';
import { VMM_RULES } from '../vmm/vmm-rules';
import type { QemuFacts } from './qemu-facts';
import { QEMU_RULES, SCRIPT_RULES } from './qemu-rules';

/** A text that starts QEMU, as it was read. */
export interface DiagnosedQemu<M extends QemuFacts> {
  readonly problems: readonly Problem[];
  readonly machines: readonly M[];
  /** A finding about a machine as this text shows it; `undefined`: it does not. Without it, just as it was found. */
  readonly show?: (finding: Finding, machine: M) => Finding | undefined;
  /** Other hypervisors that it starts. */
  readonly others?: VmmFacts | undefined;
}

/** Runs every rule about QEMU. Nothing is silenced yet. */
export function diagnoseQemu<M extends QemuFacts>({
  problems,
  machines,
  show = (finding) => finding,
  others,
}: DiagnosedQemu<M>): readonly Finding[] {
  const found: Finding[] = [];
  // A text can have more findings than a function can have arguments.
  for (const rule of SCRIPT_RULES) for (const finding of rule.run(problems)) found.push(finding);
  for (const machine of machines) {
    for (const rule of QEMU_RULES) {
      for (const finding of rule.run(machine)) {
        const shown = show(finding, machine);
        if (shown) found.push(shown);
      }
    }
  }
  if (others) for (const rule of VMM_RULES) for (const finding of rule.run(others)) found.push(finding);
  return withoutRepeats(found);
}

/** Several commands may have an option in common, out of one variable: what is wrong with it is said once. */
function withoutRepeats(found: readonly Finding[]): readonly Finding[] {
  const said = new Map<Block, Set<string>>();
  return found.filter(({ rule, report: { span, message } }) => {
    const inBlock = said.get(span.block) ?? new Set<string>();
    said.set(span.block, inBlock);
    const key = `${rule.id} ${span.start} ${span.end} ${message}`;
    if (inBlock.has(key)) return false;
    inBlock.add(key);
    return true;
  });
}
