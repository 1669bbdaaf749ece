import type { Declaration } from '../../syntax/memslots/declaration';
import type { Range } from '../../text/text-lines';
import type { Snapshot } from '../snapshot';
import type { LineSpan } from '../written-size';
import { type Gap, gapsOf } from './line-gaps';

/** A change of blanks. */
export interface FormatEdit {
  readonly range: Range;
  readonly newText: string;
}

/**
 * Puts the fields of the lines that follow each other below each other, with one blank between them at least. Nothing but
 * blanks changes, and only in lines that are read without a problem; lines of traces, quotes of mails, comments and empty
 * lines stay. None for a log.
 *
 * @param lines only the runs of lines that these belong to; without them, the whole list
 */
export function formatList(snapshot: Snapshot, lines?: LineSpan): readonly FormatEdit[] {
  if (snapshot.log || snapshot.facts.isLog) return [];
  const { declarations } = snapshot.list;
  const [from, to] = lines ? runsAround(snapshot, lines) : [0, declarations.length];
  const runs: Row[][] = [[]];
  let line = snapshot.index.lineOf(declarations.at(from)!) ?? 0;
  for (let i = from; i < to; i++) {
    const declaration = declarations.at(i)!;
    const gaps = gapsOf(declaration);
    if (gaps) runs.at(-1)!.push({ line, text: declaration.text, gaps });
    else if (!isComment(declaration)) runs.push([]);
    line += declaration.lineCount;
  }
  return runs.flatMap(aligned);
}

/** A line, and the blanks in it. */
interface Row {
  readonly line: number;
  readonly text: string;
  readonly gaps: readonly Gap[];
}

/** A longer run is not looked at as a whole: what is formatted in it need not be in line with what is further away. */
const MOST_AROUND = 500;

/** The declarations `[from, to)` of the runs that some lines belong to. */
function runsAround({ list: { declarations }, index }: Snapshot, { start, end }: LineSpan): [number, number] {
  let from = index.blockAt(start)?.index ?? 0;
  let to = (index.blockAt(end)?.index ?? declarations.length - 1) + 1;
  for (let left = MOST_AROUND; left > 0 && from > 0 && goesOn(declarations.at(from - 1)!); left--) from--;
  for (let left = MOST_AROUND; left > 0 && to < declarations.length && goesOn(declarations.at(to)!); left--) to++;
  return [from, to];
}

function goesOn(declaration: Declaration): boolean {
  return isComment(declaration) || gapsOf(declaration) !== undefined;
}

function isComment({ kind, comment }: Declaration): boolean {
  return kind === 'blank' && comment !== undefined;
}

/** The changes that line up a run: each column as far as neighbours have the same fields up to it. */
function aligned(rows: readonly Row[]): FormatEdit[] {
  const widths = rows.map(cellWidths);
  const pads = widths.map(({ length }) => new Array<number>(length).fill(0));
  const common = rows.map((row, i) => (i === 0 ? 0 : commonCells(rows[i - 1]!, row)));
  const most = widths.reduce((longest, { length }) => Math.max(longest, length), 0);
  for (let column = 1; column < most; column++) {
    for (let first = 0; first < rows.length; ) {
      let end = first + 1;
      while (end < rows.length && common[end]! > column) end++;
      const group = widths.slice(first, end).filter(({ length }) => length > column);
      const width = group.reduce((widest, row) => Math.max(widest, row[column - 1]!), 0);
      for (let i = first; i < end; i++)
        if (column < widths[i]!.length) pads[i]![column] = width - widths[i]![column - 1]!;
      first = end;
    }
  }
  return rows.flatMap((row, i) => editsOf(row, pads[i]!));
}

/** How long each column of a line is, the blanks behind it left out. */
function cellWidths({ gaps }: Row): number[] {
  const widths: number[] = [];
  gaps.forEach((gap, i) => {
    const word = (gaps[i + 1]?.start ?? gap.end) - gap.end;
    if (gap.cell === undefined) {
      widths[widths.length - 1]! += gap.text.length + word;
    } else {
      // What stands before the blank, as a comma does, belongs to the column before.
      if (widths.length > 0) widths[widths.length - 1]! += gap.text.length - 1;
      widths.push(word);
    }
  });
  return widths;
}

/** How many columns of two lines are of the same fields, from the first one on. */
function commonCells(a: Row, b: Row): number {
  const [left, right] = [a, b].map(({ gaps }) => gaps.flatMap(({ cell }) => cell ?? []));
  let length = 0;
  while (length < left!.length && left![length] === right![length]) length++;
  return length;
}

/** `pads`: the blanks that the columns of a line begin behind, besides the one that is there anyway. */
function editsOf({ line, text, gaps }: Row, pads: readonly number[]): FormatEdit[] {
  let column = 0;
  return gaps.flatMap(({ start, end, text: wanted, cell }) => {
    const pad = cell === undefined ? 0 : pads[column++]!;
    const newText = wanted + ' '.repeat(pad);
    if (text.slice(start, end) === newText) return [];
    return [{ range: { start: { line, character: start }, end: { line, character: end } }, newText }];
  });
}
