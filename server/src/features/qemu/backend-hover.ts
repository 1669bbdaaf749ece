import { formatSize } from '../../model/format';
import { clipText, codeSpan, escapeMarkdown } from '../hover/escape-markdown';
import { backendFacts } from './backend-facts';
import { memoryOf } from './machine-memory';
import { memslotTable } from './memory-overview';
import { textOf } from './qemu-element';
import { idsOf } from './qemu-names';
import type { QemuMachine } from './qemu-snapshot';

/** What a memory backend becomes, who uses it, and where in the guest it lies; `undefined` where there is no such one. */
export function backendHover(machine: QemuMachine, id: string): string | undefined {
  const { started } = machine;
  const backend = started.backends.find((candidate) => candidate.id === id);
  if (!backend) return undefined;
  const { value: size } = backend.size;
  const type = `memory-backend-${backend.kind}`;
  const title = `**${type}** ${codeSpan(clipText(id))} · ${size === undefined ? 'of a size that is not known' : formatSize(size)}`;
  const facts = [...backendFacts(machine, backend), `- Used by: ${users(machine, id)}`];
  const pieces = memoryOf(machine)?.filter((piece) => piece.backend === backend) ?? [];
  return [title, facts.join('\n'), pieces.length > 0 ? memslotTable(pieces) : undefined].filter(Boolean).join('\n\n');
}

/** The options that name the backend. */
function users(machine: QemuMachine, id: string): string {
  const uses = idsOf(machine).filter(({ kind, text, defines }) => kind === 'object' && text === id && !defines);
  if (uses.length === 0) return machine.started.config.complete ? '**nothing**' : 'nothing that is known';
  return uses
    .map(({ group, span }) => {
      switch (group.option) {
        case 'machine':
          return `\`-machine\`: it is the RAM`;
        case 'numa': {
          const node = machine.started.numa.nodes.find(
            ({ option }) => option.memdev.span?.start === span.start && option.memdev.span.block === span.block,
          );
          return node ? `NUMA node ${node.id}` : '`-numa`';
        }
        default: {
          const driver = textOf(group, 'driver') ?? `-${group.option}`;
          const name = textOf(group, 'id');
          return escapeMarkdown(clipText(name === undefined ? driver : `${driver} ${name}`));
        }
      }
    })
    .join(', ');
}
