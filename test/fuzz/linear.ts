import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createAnalysis, type DocumentKind, updateAnalysis } from '../../server/src/features/analysis';
import { DEFAULT_SETTINGS } from '../../server/src/features/settings';
import { TextLines } from '../../server/src/text/text-lines';
import { countSteps } from '../count-steps';
import { askAt, askOutline } from './ask';
import type { Property } from './property';

/** A text in which one piece stands many times. */
export interface Pumped {
  readonly kind: DocumentKind;
  readonly before: string;
  readonly piece: string;
  readonly after: string;
}

/** Characters of the short text; the long one has four times as many. */
const LENGTH = 6000;

/** How much more work a text may be that is four times as long: sorting and searching in trees are still allowed. */
const MOST_GROWTH = 6;

/** Work that no length of the text accounts for. */
const CONSTANT = 300_000;

/** A text that is four times as long is four times the work, whatever it is that stands in it over and over. */
export const linear: Property<Pumped> = {
  name: 'linear',
  runs: 5,
  inputs: ({ kind, text, piece }) => {
    const few = fc.array(piece, { minLength: 1, maxLength: 4 }).map((pieces) => pieces.join(''));
    return fc.record({
      kind: fc.constant(kind),
      before: fc.oneof(fc.constant(''), text),
      piece: fc.oneof(few, text).filter((pumped) => pumped !== ''),
      after: fc.oneof(fc.constant(''), few),
    });
  },
  check(pumped) {
    const short = stepsFor(pumped, LENGTH);
    const long = stepsFor(pumped, 4 * LENGTH);
    for (const part of ['read', 'asked', 'edited'] as const)
      assert.ok(
        long[part] <= MOST_GROWTH * short[part] + CONSTANT,
        `${part}: ${short[part]} steps for the short text, ${long[part]} for the long one`,
      );
  },
};

interface Steps {
  readonly read: number;
  readonly asked: number;
  readonly edited: number;
}

function stepsFor({ kind, before, piece, after }: Pumped, length: number): Steps {
  const text = TextLines.of(before + piece.repeat(Math.ceil(length / piece.length)) + after);
  let analysis = createAnalysis(TextLines.of(''), kind, DEFAULT_SETTINGS);
  const place = { line: text.lineCount >> 1, character: 5 };
  const read = countSteps(() => {
    analysis = createAnalysis(text, kind, DEFAULT_SETTINGS);
    void analysis.findings;
  });
  const asked = countSteps(() => {
    askOutline(analysis);
    askAt(analysis, place);
  });
  const edited = countSteps(() => {
    const change = text.edit({ start: place, end: place }, '1');
    void updateAnalysis(analysis, [change], DEFAULT_SETTINGS).findings;
  });
  return { read, asked, edited };
}
