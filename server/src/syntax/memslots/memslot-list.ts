import { type BlockIndex, indexBlocks } from '../../text/block-index';
import { ChunkedList } from '../../text/chunked-list';
import type { LineChange, TextLines } from '../../text/text-lines';
import type { Declaration } from './declaration';
import { declarationOf } from './declaration-of';
import { isQuotedPrintable, isSoftWrapped, quoteEnd } from './logical-text';
import { LONGEST_LINE } from './parse-declaration';
import { findTraceEvent } from './read-trace';

/**
 * A memslot list or a log, cut into declarations. Every line of the text belongs to exactly one of them, in order, so the
 * declarations' `lineCount`s add up to the text's.
 */
export interface ParsedList {
  readonly text: TextLines;
  readonly declarations: ChunkedList<Declaration>;
  /** Where every declaration stands. */
  readonly index: BlockIndex;
}

/** Reads a whole text. */
export function parseList(text: TextLines): ParsedList {
  const declarations: Declaration[] = [];
  for (let line = 0; line < text.lineCount; ) {
    const declaration = declarationAt(text, line);
    declarations.push(declaration);
    line += declaration.lineCount;
  }
  return parsedList(text, ChunkedList.of(declarations));
}

function parsedList(text: TextLines, declarations: ChunkedList<Declaration>): ParsedList {
  return { text, declarations, index: indexBlocks(declarations) };
}

/**
 * The list after an edit. Only the declarations that the edit touched are read again, with their neighbours where a line
 * may join another; all the others keep their identity.
 */
export function updateList(previous: ParsedList, text: TextLines, change: LineChange): ParsedList {
  const old = previous.declarations;
  // A declaration above the edit may now go on into the edited lines: begin one earlier than the edit.
  const { index: first, line: firstLine } = previous.index.blockAt(Math.max(change.start - 1, 0))!;
  let line = firstLine;
  let last = first;
  let oldLine = line;
  const shift = change.inserted - change.removed;
  const oldEnd = change.start + change.removed;
  const fresh: Declaration[] = [];
  // Read on until a new declaration begins where an untouched old one began.
  for (;;) {
    while (last < old.length && (oldLine < oldEnd || oldLine + shift < line)) oldLine += old.at(last++)!.lineCount;
    if (line >= text.lineCount) {
      last = old.length;
      break;
    }
    if (last < old.length && oldLine + shift === line) break;
    const declaration = declarationAt(text, line);
    fresh.push(declaration);
    line += declaration.lineCount;
  }
  const passed = [...old.slice(first, last)];
  return parsedList(text, old.replace(first, last - first, keepUnchanged(passed, fresh)));
}

/** Freshly read declarations give way to old ones of the same text, so that what is known of those is not lost. */
function keepUnchanged(old: readonly Declaration[], fresh: readonly Declaration[]): Declaration[] {
  const byText = new Map(old.map((declaration) => [declaration.text, declaration]));
  return fresh.map((declaration) => {
    const known = byText.get(declaration.text);
    if (!known || known.lineCount !== declaration.lineCount) return declaration;
    byText.delete(declaration.text);
    return known;
  });
}

/** A trace line may be wrapped over this many lines. */
const MOST_LINES = 8;

function declarationAt(lines: TextLines, line: number): Declaration {
  const text = lines.lineAt(line)!;
  const count = text.length > LONGEST_LINE ? 1 : wrappedLines(lines, line, text);
  return declarationOf(count === 1 ? text : [...lines.chunked.slice(line, line + count)].join(''), count);
}

const CONTINUATION =
  /[ \t]*(?:Slot#\d|(?:flags|gpa|size|ua|ret|restricted_fd|restricted_offset|gmem_fd|gmem_fd_offset|guest_memfd|guest_memfd_offset)=)/y;
const FINISHED = /\bret=(?:3D)?-?\d/;

/** How many lines the declaration at `line` stands on: more than one where mail wrapped a trace line. */
function wrappedLines(lines: TextLines, line: number, first: string): number {
  let count = 1;
  if (!first.includes('kvm_set_user_memory') && !isSoftWrapped(first)) return 1;
  let finished = FINISHED.test(first);
  let encoded = isQuotedPrintable(first);
  let last = first;
  while (count < MOST_LINES) {
    const next = lines.lineAt(line + count);
    if (next === undefined || next.length > LONGEST_LINE || findTraceEvent(next)) break;
    encoded ||= isQuotedPrintable(next);
    if (!encoded || !last.trimEnd().endsWith('=')) {
      CONTINUATION.lastIndex = quoteEnd(next);
      // Behind `ret=` only the fields of the 2023 trees follow, which log the file descriptor last.
      if (!CONTINUATION.test(next) || (finished && !/^[> \t]*(?:restricted|gmem)_/.test(next))) break;
    }
    finished ||= FINISHED.test(next);
    last = next;
    count++;
  }
  return count;
}
