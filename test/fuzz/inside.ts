import assert from 'node:assert/strict';
import { type Analysis, createAnalysis } from '../../server/src/features/analysis';
import { quickFixes } from '../../server/src/features/code-actions';
import type { DocumentSymbol } from '../../server/src/features/document-symbols';
import { plainText } from '../../server/src/features/hover/plain-text';
import { DEFAULT_SETTINGS } from '../../server/src/features/settings';
import { rangeOf } from '../../server/src/text/block-index';
import { comparePositions } from '../../server/src/text/compare-positions';
import { contentLength, type Position, type Range, TextLines } from '../../server/src/text/text-lines';
import { askAt, askOutline } from './ask';
import { changesOf, generateHistory, type History } from './history';
import type { Property } from './property';

/** Whatever is answered lies in the text that it is about, wherever the question was put. */
export const inside: Property<History> = {
  name: 'inside',
  runs: 40,
  inputs: (generator) => generateHistory(generator, 2),
  check(history) {
    let text = TextLines.of(history.text);
    for (const change of changesOf(history)) text = change.text;
    const analysis = createAnalysis(text, history.kind, DEFAULT_SETTINGS);
    checkFindings(analysis);
    checkOutline(analysis);
    for (const place of placesIn(text)) checkPlace(analysis, place);
  },
};

/** Places in a text and, as editors are not always in step, beside it. */
function placesIn({ lines }: TextLines): Position[] {
  const step = Math.max(1, Math.floor(lines.join('').length / 25));
  const places = [
    { line: 0, character: 1e9 },
    { line: lines.length, character: 0 },
    { line: -1, character: -1 },
    { line: Number.NaN, character: Number.NaN },
  ];
  let left = 0;
  lines.forEach((line, i) => {
    for (; left <= contentLength(line); left += step) places.push({ line: i, character: left });
    left = Math.max(0, left - line.length);
  });
  return places;
}

function checkFindings(analysis: Analysis): void {
  const { findings, index, text } = analysis;
  for (const { rule, report } of findings) {
    for (const { span, message } of [report, ...(report.related ?? [])]) {
      const range = rangeOf(span, index);
      assert.ok(range, `${rule.id} is in the text`);
      checkRange(range, text);
      checkWords(message);
    }
  }
  const [first] = findings;
  const place = first && rangeOf(first.report.span, index);
  if (!place) return;
  for (const { title, edits } of quickFixes(analysis, place)) {
    checkWords(title);
    const ranges = edits.map(({ span }) => rangeOf(span, index));
    for (const range of ranges) {
      assert.ok(range, `an edit of '${title}' is in the text`);
      checkRange(range, text);
    }
    ranges.sort((a, b) => comparePositions(a!.start, b!.start) || comparePositions(a!.end, b!.end));
    for (let i = 1; i < ranges.length; i++)
      assert.ok(comparePositions(ranges[i - 1]!.end, ranges[i]!.start) <= 0, `edits of '${title}' overlap`);
  }
}

function checkOutline(analysis: Analysis): void {
  const { symbols, folding, tokens } = askOutline(analysis);
  const { lines, lineCount } = analysis.text;
  for (const symbol of symbols) checkSymbol(symbol, analysis.text);
  for (const { startLine, endLine } of folding) assert.ok(0 <= startLine && startLine < endLine && endLine < lineCount);
  assert.equal(tokens.length % 5, 0);
  let line = 0;
  let character = 0;
  let end = 0;
  for (let i = 0; i < tokens.length; i += 5) {
    const [lineDelta, characterDelta, length] = tokens.slice(i, i + 3) as [number, number, number];
    if (lineDelta > 0) [character, end] = [0, 0];
    line += lineDelta;
    character += characterDelta;
    assert.ok(lineDelta >= 0 && length > 0 && character >= end && line < lineCount, 'tokens follow one another');
    end = character + length;
    assert.ok(end <= contentLength(lines[line]!), 'a token is on its line');
  }
}

function checkSymbol({ name, detail, range, selection, children }: DocumentSymbol, text: TextLines): void {
  assert.notEqual(name, '', 'an editor refuses symbols without a name');
  for (const words of [name, detail]) checkWords(words);
  checkRange(range, text);
  checkRange(selection, text);
  assert.ok(comparePositions(range.start, selection.start) <= 0 && comparePositions(selection.end, range.end) <= 0);
  for (const child of children) checkSymbol(child, text);
}

function checkPlace(analysis: Analysis, place: Position): void {
  const { text } = analysis;
  const asked = askAt(analysis, place);
  const { hover, completions, renaming, signature, selections } = asked;
  const ranges = [hover?.range, completions?.range, asked.definition?.range, asked.renameable?.range, ...selections];
  if (renaming?.kind === 'ranges') ranges.push(...renaming.ranges);
  for (const range of [...ranges, ...asked.references.map((reference) => reference.range)])
    if (range) checkRange(range, text);
  if (hover) {
    checkWords(hover.markdown);
    checkWords(plainText(hover.markdown));
  }
  for (const { label, detail, documentation = '' } of completions?.items ?? [])
    for (const words of [label, detail, documentation]) checkWords(words);
  for (const { label, parameters } of signature?.signatures ?? [])
    for (const { start, end } of parameters) assert.ok(0 <= start && start <= end && end <= label.length);
  selections.forEach((range, i) => {
    const outer = selections[i + 1];
    if (outer)
      assert.ok(comparePositions(outer.start, range.start) <= 0 && comparePositions(range.end, outer.end) <= 0);
  });
}

function checkRange({ start, end }: Range, { lines }: TextLines): void {
  for (const { line, character } of [start, end]) {
    // A finding may be about the CR of a CRLF.
    const length = lines[line]?.replace(/\r?$|\n$/, '').length ?? -1;
    assert.ok(0 <= character && character <= length, `${line}:${character} is in the text`);
  }
  assert.ok(comparePositions(start, end) <= 0, 'a range ends behind its start');
}

/** Nothing that a programming mistake would put into a sentence. */
function checkWords(words: string): void {
  assert.doesNotMatch(words, /\[object [A-Z]|\bundefined\b(?!-name)|\bNaN\b|\bInfinity\b|function \(/);
}
