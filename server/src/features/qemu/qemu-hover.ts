import type { OptionGroup } from '../../syntax/qemu/argument-list';
import type { Position } from '../../text/text-lines';
import type { Hover } from '../hover/hover';
import { backendHover } from './backend-hover';
import { machineHover } from './machine-hover';
import { memoryOf } from './machine-memory';
import { memslotTable } from './memory-overview';
import { propertyHover } from './property-hover';
import { optionText, typeKeyOf } from './property-texts';
import { elementAt, type QemuElement, textOf, valueText } from './qemu-element';
import { idKindOf } from './qemu-names';
import { qemuPlaceAt, rangeAt } from './qemu-place';
import type { QemuMachine, QemuSnapshot } from './qemu-snapshot';

/** What to show of the text at a position. */
export function qemuHoverAt(snapshot: QemuSnapshot, position: Position): Hover | undefined {
  const place = qemuPlaceAt(snapshot, position);
  const element = place && elementAt(snapshot, place);
  const range = element && rangeAt(snapshot, element.span);
  const markdown = element && describe(element);
  return range && markdown ? { markdown, range } : undefined;
}

function describe(element: QemuElement): string | undefined {
  const { machine } = element;
  if (element.kind === 'program') return machineHover(machine);
  const { group } = element;
  if (element.kind === 'option') {
    const about = optionText(group.option)?.summary;
    if (group.option === 'm' || group.option === 'machine') return join(machineHover(machine), about);
    const id = group.option === 'object' ? textOf(group, 'id') : undefined;
    return join(id === undefined ? undefined : backendHover(machine, id), about && `**-${group.option}**: ${about}`);
  }
  const { entry, key } = element;
  if (key === undefined) return undefined;
  const value = valueText(entry);
  const property = propertyHover(machine, group, key, value);
  if (element.kind === 'key' && !entry.shortForm) return property;
  const namesMachine = (group.option === 'machine' && key === 'type') || (group.option === 'm' && key === 'size');
  if (namesMachine) return join(machineHover(machine), property);
  if (idKindOf(group.option, key) === 'object' && value !== undefined)
    return join(backendHover(machine, value), property);
  if (group.option === 'object' && key === typeKeyOf('object')) {
    const id = textOf(group, 'id');
    return join(id === undefined ? undefined : backendHover(machine, id), property);
  }
  if (group.option === 'device' && (key === 'driver' || key === 'id'))
    return join(deviceHover(machine, group), property);
  return property;
}

/** Where a memory device lies, in which slot and node; `undefined` for other devices. */
function deviceHover(machine: QemuMachine, group: OptionGroup): string | undefined {
  const placed = machine.started.devices.find(({ device }) => device.list.span === group.span);
  const pieces = memoryOf(machine)?.filter(({ device }) => device !== undefined && device === placed) ?? [];
  if (!placed || pieces.length === 0) return undefined;
  const { slot, node } = placed;
  const places = [slot === undefined ? '' : `memory slot ${slot}`, node === undefined ? '' : `NUMA node ${node}`];
  return [memslotTable(pieces), places.filter(Boolean).join(', ')].filter(Boolean).join('\n\n');
}

/** What is said first and, below a line, what is said besides. */
function join(first: string | undefined, second: string | undefined): string | undefined {
  return first && second ? `${first}\n\n---\n\n${second}` : (first ?? second);
}
