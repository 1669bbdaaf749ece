import type { Declaration } from '../syntax/memslots/declaration';
import type { ChunkedList } from '../text/chunked-list';
import { differenceOf } from '../text/difference-of';
import type { Snapshot } from './snapshot';
import { tokensOf } from './tokens-of';

/** Tokens as the protocol has them: for each the lines and characters since the one before, length, type, modifiers. */
export function semanticTokens({ list }: Snapshot): number[] {
  return encode(list.declarations, 0, list.declarations.length, 0, 0);
}

/** The tokens of the declarations that stand on the lines `[startLine, endLine]`. */
export function semanticTokensIn({ list, index }: Snapshot, startLine: number, endLine: number): number[] {
  const first = index.blockAt(Math.max(startLine, 0));
  const last = index.blockAt(Math.max(endLine, 0));
  if (!first || !last) return [];
  return encode(list.declarations, first.index, last.index + 1, first.line, 0);
}

/** `deleteCount` numbers from `start` on give way to `data`. */
export interface TokensEdit {
  readonly start: number;
  readonly deleteCount: number;
  readonly data: readonly number[];
}

/** What turns the tokens of the declarations `previous` into those of `snapshot`: at most one edit. */
export function semanticTokensEdits(previous: ChunkedList<Declaration>, { list }: Snapshot): TokensEdit[] {
  const { declarations } = list;
  const difference = differenceOf(previous, declarations);
  if (!difference) return [];
  const { start: head } = difference;
  let tail = declarations.length - head - difference.inserted;
  // The first token behind the change counts its lines from one that may be gone: it is sent anew.
  while (tail > 0) {
    const first = declarations.at(declarations.length - tail)!;
    tail--;
    if (tokensOf(first).length > 0) break;
  }
  let start = 0;
  let line = 0;
  let lastTokenLine = 0;
  for (const declaration of declarations.slice(0, head)) {
    const tokens = tokensOf(declaration);
    if (tokens.length > 0) lastTokenLine = line + lastRow(tokens);
    start += tokens.length;
    line += declaration.lineCount;
  }
  let deleteCount = 0;
  for (const declaration of previous.slice(head, previous.length - tail)) deleteCount += tokensOf(declaration).length;
  const data = encode(declarations, head, declarations.length - tail, line, lastTokenLine);
  return [{ start, deleteCount, data }];
}

/** The tokens of the declarations `[from, to)`, the first of which begins on `line`, behind a token on `lastTokenLine`. */
function encode(
  declarations: ChunkedList<Declaration>,
  from: number,
  to: number,
  line: number,
  lastTokenLine: number,
): number[] {
  const data: number[] = [];
  for (const declaration of declarations.slice(from, to)) {
    const tokens = tokensOf(declaration);
    if (tokens.length > 0) {
      const first = data.length;
      for (let t = 0; t < tokens.length; t++) data.push(tokens[t]!);
      data[first] = line + tokens[0]! - lastTokenLine;
      lastTokenLine = line + lastRow(tokens);
    }
    line += declaration.lineCount;
  }
  return data;
}

/** The line of a declaration's last token, counted from the declaration's first line. */
function lastRow(tokens: readonly number[]): number {
  let row = 0;
  for (let t = 0; t < tokens.length; t += 5) row += tokens[t]!;
  return row;
}
