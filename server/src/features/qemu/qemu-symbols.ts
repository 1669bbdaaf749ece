import type { StartedMachine } from '../../layout/qemu/start-machine';
import { formatSize, hex } from '../../model/format';
import type { OptionGroup } from '../../syntax/qemu/argument-list';
import { clipEntry } from '../../text/clip';
import { comparePositions } from '../../text/compare-positions';
import { containsRange } from '../../text/contains-range';
import type { Span } from '../../text/span';
import type { Range } from '../../text/text-lines';
import { wordText } from '../../text/word';
import type { DocumentSymbol, SymbolKind } from '../document-symbols';
import { textOf, valueText } from './qemu-element';
import { rangeAt } from './qemu-place';
import type { QemuMachine, QemuSnapshot } from './qemu-snapshot';

/** The outline of a script: its QEMUs, and in each its backends, NUMA nodes and memory devices. */
export function qemuSymbols(snapshot: QemuSnapshot): DocumentSymbol[] {
  return snapshot.machines.flatMap((machine) => machineSymbol(snapshot, machine) ?? []);
}

function machineSymbol(snapshot: QemuSnapshot, machine: QemuMachine): DocumentSymbol | undefined {
  const { list, options, started } = machine;
  const selection = rangeAt(snapshot, list.program.span);
  if (!selection) return undefined;
  const own = [list.program, ...list.arguments].filter(({ span }) => span.block === list.program.span.block);
  const range = own.reduce((all, { span }) => cover(all, rangeAt(snapshot, span)), selection);
  const parts = partsOf(started);
  // Editors show a symbol only inside the one that it is in; the words of an array may stand elsewhere.
  const children = options
    .flatMap((group) => childSymbol(snapshot, parts, group) ?? [])
    .map((child) => (containsRange(range, child.range) ? child : { ...child, range: selection, selection }));
  const type = started.config.machine?.name || wordText(list.program)?.split('/').at(-1) || 'QEMU';
  const size = started.ramSize === undefined ? '' : formatSize(started.ramSize);
  return { kind: 'machine', name: clipEntry(type), detail: size, range, selection, children };
}

/** What QEMU made of its options, by what it was made of. */
function partsOf({ config, backends, numa, devices }: StartedMachine) {
  return {
    objects: new Map(config.objects.map((object) => [object.list.span, object])),
    backends: new Map(backends.map((backend) => [backend.object, backend])),
    nodes: new Map(numa.nodes.map((node) => [node.option.span, node])),
    devices: new Map(config.devices.map((device) => [device.list.span, device])),
    placed: new Map(devices.map((placed) => [placed.device, placed])),
  };
}

function childSymbol(
  snapshot: QemuSnapshot,
  { objects, backends, nodes, devices, placed }: ReturnType<typeof partsOf>,
  group: OptionGroup,
): DocumentSymbol | undefined {
  const make = (kind: SymbolKind, name: string, details: readonly (string | undefined)[], named: Span) => {
    const range = rangeAt(snapshot, group.span);
    const selected = rangeAt(snapshot, named);
    if (!range) return undefined;
    const selection = selected && containsRange(range, selected) ? selected : range;
    return {
      kind,
      name: clipEntry(name),
      detail: clipEntry(details.filter(Boolean).join(', ')),
      range,
      selection,
      children: [],
    };
  };
  const first = group.entries[0] && valueText(group.entries[0]);
  switch (group.option) {
    case 'object': {
      const object = objects.get(group.span);
      if (!object?.typeName || !object.type) return undefined;
      const backend = backends.get(object);
      const size = backend?.size.value;
      return make(
        'backing',
        object.id || object.typeName,
        [object.typeName, size === undefined ? '' : formatSize(size)],
        object.idSpan,
      );
    }
    case 'numa': {
      const node = nodes.get(group.span);
      if (!node) return undefined;
      const size = node.size === undefined ? '' : formatSize(node.size);
      return make('slot', `node ${node.id}`, [size, node.memdev?.id], group.span);
    }
    case 'device': {
      const device = devices.get(group.span);
      if (!device || device.type.kind === 'vga') return undefined;
      const { gpa, size: bytes } = placed.get(device) ?? {};
      const place = gpa === undefined ? '' : `at ${hex(gpa)}`;
      const size = bytes === undefined ? '' : formatSize(bytes);
      return make(
        'slot',
        device.id || device.driver || 'device',
        [device.id && device.driver, size, place],
        device.driverSpan,
      );
    }
    case 'netdev':
      if (first !== 'vhost-user') return undefined;
      return make('slot', textOf(group, 'id') || first, [first], group.span);
    default:
      return undefined;
  }
}

function cover(a: Range, b: Range | undefined): Range {
  if (!b) return a;
  return {
    start: comparePositions(a.start, b.start) <= 0 ? a.start : b.start,
    end: comparePositions(a.end, b.end) >= 0 ? a.end : b.end,
  };
}
