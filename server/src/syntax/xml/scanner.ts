import type { Problem } from '../../text/problem';
import { spanOf } from '../../text/span';
import { skipPreamble } from './skip-preamble';
import type { XmlSource } from './xml-source';

/** How far a text was read, and what of it is open. */
export interface Scanner {
  readonly source: XmlSource;
  at: number;
  /** The rows of the elements that are open, the outermost first. */
  readonly open: number[];
  /** How many open elements have a name. Counted from the first end tag on that does not fit. */
  openNames: Map<string, number> | undefined;
  /** The namespaces that prefixes stand for now, the innermost declaration last, as indices into those of the source. */
  readonly prefixes: Map<string, number[]>;
  /** The declarations of the open elements, in the order made. */
  readonly declarations: { readonly element: number; readonly prefix: string }[];
  /** `undefined`: any entity may be declared, in files that are not read. */
  entities: Set<string> | undefined;
  /** The row of the element that a wrong end tag was found not to be meant for. */
  notMeant: number;
  /** How many elements stand in no other. */
  roots: number;
  hasDoctype: boolean;
  /** Whether the nesting was found too deep. */
  tooDeep: boolean;
  /** Start and end of every comment. */
  readonly comments: number[];
  /** Where something other than comments, instructions and blanks first stands outside all elements; -1: nowhere. */
  outside: number;
  readonly problems: Problem[];
  readonly extraRoots: Problem[];
  templated: boolean;
}

export function newScanner(source: XmlSource): Scanner {
  return {
    source,
    at: skipPreamble(source.text),
    open: [],
    openNames: undefined,
    prefixes: new Map(),
    declarations: [],
    entities: new Set(),
    notMeant: -1,
    roots: 0,
    hasDoctype: false,
    tooDeep: false,
    comments: [],
    outside: -1,
    problems: [],
    extraRoots: [],
    templated: false,
  };
}

/** At most so many problems of either kind are kept of one text: behind the first few a mistake is usually the same one. */
const MOST_PROBLEMS = 100;

/** A problem at `[start, end)`. */
export function report(
  scanner: Scanner,
  start: number,
  end: number,
  message: string,
  suggestions?: readonly string[],
): void {
  if (scanner.problems.length >= MOST_PROBLEMS) return;
  scanner.problems.push({
    code: 'xml-not-well-formed',
    span: spanOf(scanner.source.block, start, end),
    message,
    severity: 'error',
    ...(suggestions ? { suggestions } : {}),
  });
}

/** A document has one element that contains all others; a fragment may have several. */
export function reportExtraRoot(scanner: Scanner, start: number, end: number, message: string): void {
  if (scanner.extraRoots.length >= MOST_PROBLEMS) return;
  scanner.extraRoots.push({
    code: 'xml-extra-root',
    span: spanOf(scanner.source.block, start, end),
    message,
    severity: 'error',
  });
}
