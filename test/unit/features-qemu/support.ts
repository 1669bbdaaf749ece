import assert from 'node:assert/strict';
import { createQemuSnapshot, type QemuSnapshot } from '../../../server/src/features/qemu/qemu-snapshot';
import { readSettings } from '../../../server/src/features/settings';
import type { QemuDialect } from '../../../server/src/syntax/detect-qemu';
import { type Position, type Range, TextLines } from '../../../server/src/text/text-lines';

/** The snapshot of a text, a script if nothing else is said, in which `¦` marks the position, and the position. */
export function marked(
  text: string,
  settings: object = {},
  dialect: QemuDialect = 'shell',
): { snapshot: QemuSnapshot; position: Position; text: string } {
  const at = text.indexOf('¦');
  assert.ok(at >= 0, 'a position is marked');
  const before = text.slice(0, at).split('\n');
  const plain = text.slice(0, at) + text.slice(at + 1);
  const snapshot = createQemuSnapshot(TextLines.of(plain), readSettings(settings), dialect);
  return { snapshot, position: { line: before.length - 1, character: before.at(-1)!.length }, text: plain };
}

/** What stands in a range of a text that does not go beyond a line. */
export function textIn(text: string, { start, end }: Range): string {
  assert.equal(start.line, end.line);
  return text.split('\n')[start.line]!.slice(start.character, end.character);
}

/** A text with the ranges replaced. */
export function replaced(text: string, ranges: readonly Range[], by: string): string {
  const lines = text.split('\n');
  for (const { start, end } of [...ranges].reverse()) {
    const line = lines[start.line]!;
    lines[start.line] = line.slice(0, start.character) + by + line.slice(end.character);
  }
  return lines.join('\n');
}
