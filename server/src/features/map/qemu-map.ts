import { afterFirmware } from '../../layout/qemu/after-firmware';
import { hex, pageName } from '../../model/format';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import { kvmMachineOf } from '../../simulation/qemu/kvm-machine';
import { simulateMachine } from '../../simulation/simulate';
import type { Span } from '../../text/span';
import { mappablePages, memoryOf } from '../qemu/machine-memory';
import { nodesText } from '../qemu/nodes-text';
import { pieceName } from '../qemu/piece-name';
import { whyNotLarger } from '../why-not-larger';
import type { MapPlace, MapSlot, MemoryMap } from './memory-map';
import { isMisaligned } from './slot-of-region';

/** The memory of a QEMU; without slots where its layout is not known. `placeOf`: where a span of an option stands. */
export function qemuMap(facts: QemuFacts, placeOf: (span: Span) => MapPlace | undefined): MemoryMap {
  const { started, simulation } = facts;
  const pieces = memoryOf(facts);
  const backings = [...new Set((pieces ?? []).flatMap(({ backend }) => backend ?? []))];
  const refused = started.findings.find(({ severity }) => severity === 'error');
  const { deviceMemory } = started.board;
  return {
    slots: (pieces ?? []).map((piece, i): MapSlot => {
      const { gpa, size, backend, device, use, offset, readonly } = piece;
      const operation = simulation?.machine.operations.at(i);
      const why = use && operation?.kind === 'set-memory-region' ? whyNotLarger(use, operation) : undefined;
      const notes = [
        `${backend?.name ?? piece.name}+${hex(offset)}`,
        readonly ? 'read-only' : '',
        (backend && why) ?? '',
        backend ? `pages: ${piece.pages}` : '',
      ];
      return {
        kind: backend ? (device ? 'device' : 'ram') : 'firmware',
        name: pieceName(piece),
        start: gpa,
        end: gpa + size,
        space: 0,
        state: 'set',
        misaligned: backend !== undefined && use !== undefined && isMisaligned(use),
        segments: piece.segments,
        backing: backend && backings.indexOf(backend),
        at: offset,
        notes: notes.filter(Boolean),
        place: backend && placeOf(device?.device.list.span ?? backend.span),
      };
    }),
    backings: backings.map((backend) => ({
      name: backend.name,
      what: [backend.kind, backend.pageSize && `${pageName(backend.pageSize)} pages`].filter(Boolean).join(', '),
      start: 0n,
      size: backend.size.value,
      nodes: nodesText(backend),
      place: placeOf(backend.span),
    })),
    mappable: mappablePages(facts),
    deviceMemory: deviceMemory && { start: deviceMemory.start, end: deviceMemory.start + deviceMemory.size },
    notes: [
      refused ? `QEMU does not start: ${refused.qemuMessage ?? refused.message}` : '',
      pieces ? '' : 'The layout depends on something that is not known here.',
    ].filter(Boolean),
  };
}

const AFTER = new WeakMap<QemuFacts, { readonly facts: QemuFacts | undefined }>();

/** The same QEMU once its firmware has run; `undefined` where that is not known to change anything. */
export function factsAfterFirmware(facts: QemuFacts): QemuFacts | undefined {
  let known = AFTER.get(facts);
  if (!known) {
    const started = afterFirmware(facts.started);
    const machine = started && kvmMachineOf(started);
    known = { facts: started && { ...facts, started, simulation: machine && simulateMachine(machine) } };
    AFTER.set(facts, known);
  }
  return known.facts;
}
