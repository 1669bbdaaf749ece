import { wordText } from '../../text/word';
import type { DocumentLink } from '../document-links';
import { valueSpan, valueText } from './qemu-element';
import { rangeAt } from './qemu-place';
import type { QemuSnapshot } from './qemu-snapshot';

/** From -readconfig to the file that was read, and from mem-path to the file that guest memory lies in. */
export function fileLinks(snapshot: QemuSnapshot): readonly DocumentLink[] {
  return snapshot.machines.flatMap(({ inclusions, options }) => [
    ...inclusions.flatMap(({ span, file }) => {
      const range = file && rangeAt(snapshot, span);
      return range
        ? [{ range, target: { kind: 'file', uri: file.name } as const, tooltip: 'What QEMU reads here' }]
        : [];
    }),
    ...options.flatMap(({ option, entries }) =>
      entries.flatMap((entry): DocumentLink[] => {
        if (option !== 'mem-path' && !(option === 'object' && wordText(entry.key) === 'mem-path')) return [];
        const path = valueText(entry);
        const range = path && rangeAt(snapshot, valueSpan(entry));
        return range
          ? [{ range, target: { kind: 'path', path: path! }, tooltip: 'The file that the memory is in' }]
          : [];
      }),
    ),
  ]);
}
