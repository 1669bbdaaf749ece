import type { PlacedDevice } from '../../layout/qemu/plug-state';
import { hex } from '../../model/format';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import type { Span } from '../../text/span';
import type { InlayHint } from '../inlay-hints';
import { pageShare } from '../page-share';
import type { LineSpan } from '../written-size';
import { memoryOf } from './machine-memory';
import { rangeAt } from './qemu-place';
import type { QemuSnapshot } from './qemu-snapshot';

/** Where the memory devices of a text's QEMUs lie, and on which pages their memory runs; behind the options. */
export function qemuHints(snapshot: QemuSnapshot, lines: LineSpan): readonly InlayHint[] {
  return snapshot.machines.flatMap((machine) => {
    const { backends, devices, config } = machine.started;
    const hintsAt = (span: Span | undefined, kind: InlayHint['kind'], label: () => string | undefined): InlayHint[] => {
      const position = span && rangeAt(snapshot, span)?.end;
      if (!position || position.line < lines.start || position.line > lines.end) return [];
      const text = label();
      return text ? [{ kind, position, label: text }] : [];
    };
    return [
      ...devices.flatMap((placed) => hintsAt(placed.device.list.span, 'placements', () => placementText(placed))),
      ...backends.flatMap((backend) =>
        // The RAM that QEMU makes itself stands for what -m says.
        hintsAt(backend.object?.list.span ?? config.memory.span, 'pages', () => backendShare(machine, [backend])),
      ),
    ];
  });
}

/** `at 0x100000000, slot 0`: what QEMU chose, not what somebody wrote; `undefined`: it chose nothing. */
export function placementText({ mapped, gpa, slot, values }: PlacedDevice): string | undefined {
  const parts = [
    mapped && gpa !== undefined && !values.addr.value ? `at ${hex(gpa)}` : '',
    slot !== undefined && slot !== values.slot.value ? `slot ${slot}` : '',
  ];
  return parts.filter(Boolean).join(', ') || undefined;
}

/** The share of the backends' memory on the largest pages; `undefined` where that is not known, or none of it is mapped. */
export function backendShare(machine: QemuFacts, backends: readonly MemoryBackend[]): string | undefined {
  const pieces = memoryOf(machine)?.filter(({ backend }) => backend !== undefined && backends.includes(backend));
  return pieces && pageShare(pieces.map(({ use }) => use));
}
