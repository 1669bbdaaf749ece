import { targetOf } from '../../model/libvirt/command-line';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import type { OptionGroup } from '../../syntax/qemu/argument-list';
import { optionText } from '../../syntax/qemu/write-option';
import { memoryPart } from './memory-part';

/**
 * The memory part of a domain's command line as one would type it: the program, and an option a line. It has the type of
 * the machine, too, without which the rest means little. What is not known is `?`, in JSON null. For a domain that QEMU
 * does not run, a comment that says so.
 */
export function commandLineText(domain: DomainFacts): string {
  const { type, emulator } = domain.prepared.domain;
  if (!domain.qemu) return `# A domain of type '${oneLine(type.value ?? '?')}' is not run by QEMU.\n`;
  const program = emulator.value ?? `qemu-system-${targetOf(domain.prepared.domain) ?? '?'}`;
  const options = withMachineType(memoryPart(domain), domain.qemu).map((group) => {
    const value = optionText(group);
    return `  -${group.option}${value === undefined ? '' : ` ${shellWord(value)}`}`;
  });
  return `${[shellWord(program.trim()), ...options].join(' \\\n')}\n`;
}

/** Puts the machine's type, which another option has, in front of what else is said of the machine. */
function withMachineType(part: readonly OptionGroup[], { options }: QemuFacts): readonly OptionGroup[] {
  const type = options.find(({ option }) => option === 'machine')?.entries.find(({ impliedKey }) => impliedKey);
  const [machine, ...rest] = part;
  if (!type || machine?.option !== 'machine') return part;
  return [{ ...machine, entries: [type, ...machine.entries] }, ...rest];
}

/** A word that a shell takes for just this text. Control characters, which a terminal would obey, are written as escapes. */
function shellWord(text: string): string {
  if (/^[\w%+,./:=@-]+$/.test(text)) return text;
  if (!/[\0-\x1f\x7f-\x9f]/.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text.replace(/[\\']/g, '\\$&').replace(/[\0-\x1f\x7f-\x9f]/g, escapeOf);
  return `$'${escaped}'`;
}

function escapeOf(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** A text for a comment, which ends with the line. */
function oneLine(text: string): string {
  return text.replace(/[\0-\x1f\x7f-\x9f]/g, ' ');
}
