import assert from 'node:assert/strict';
import { createAnalysis, type DocumentKind } from '../../../server/src/features/analysis';
import { inlayHintsIn } from '../../../server/src/features/inlay-hints';
import { readSettings } from '../../../server/src/features/settings';
import { TextLines } from '../../../server/src/text/text-lines';

/** Holds a text with its inlay hints in `⟦…⟧` against those that it has without them. */
export function assertHints(kind: DocumentKind, annotated: string, settings: object = {}): void {
  assert.equal(withHints(kind, annotated.replace(/⟦[^⟧]*⟧/g, ''), settings), annotated);
}

/** A text with its inlay hints in it. */
export function withHints(kind: DocumentKind, text: string, settings: object = {}): string {
  const lines = text.split('\n');
  const analysis = createAnalysis(TextLines.of(text), kind, readSettings(settings));
  for (const { position, label } of inlayHintsIn(analysis, { start: 0, end: lines.length }).toReversed()) {
    const line = lines[position.line]!;
    lines[position.line] = `${line.slice(0, position.character)}⟦${label}⟧${line.slice(position.character)}`;
  }
  return lines.join('\n');
}
