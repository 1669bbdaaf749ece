import assert from 'node:assert/strict';
import { readSettings } from '../../../server/src/features/settings';
import { createSnapshot, type Snapshot } from '../../../server/src/features/snapshot';
import { type Position, TextLines } from '../../../server/src/text/text-lines';

/** The snapshot of a text under the default settings. */
export function snapshotOf(text: string, log = false): Snapshot {
  return createSnapshot(TextLines.of(text), { settings: readSettings({}), log });
}

/** The snapshot of a text in which `|` marks the position, and the position; `\|` is a bar. */
export function marked(text: string, log = false): { snapshot: Snapshot; position: Position; text: string } {
  const at = text.search(/(?<!\\)\|/);
  assert.ok(at >= 0, 'a position is marked');
  const plain = text.slice(0, at) + text.slice(at + 1);
  const unescaped = plain.replaceAll('\\|', '|');
  const shift = plain.slice(0, at).split('\\|').length - 1;
  const before = plain.slice(0, at).replaceAll('\\|', '|');
  assert.equal(before.length, at - shift);
  const lines = TextLines.of(before).lines;
  const position = { line: lines.length - 1, character: lines.at(-1)!.length };
  return { snapshot: snapshotOf(unescaped, log), position, text: unescaped };
}

/** What stands in a range of a text. */
export function textIn(snapshot: Snapshot, { start, end }: { start: Position; end: Position }): string {
  const { lines } = snapshot.text;
  if (start.line === end.line) return lines[start.line]!.slice(start.character, end.character);
  const middle = lines.slice(start.line + 1, end.line).join('');
  return lines[start.line]!.slice(start.character) + middle + lines[end.line]!.slice(0, end.character);
}
