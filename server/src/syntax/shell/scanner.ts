import type { BrokenContinuation, ShellEvent, TemplatePart, WordTemplate } from './shell-event';

/**
 * The state of reading one block of a script. Whatever is open (a word, a quote, a substitution) is a frame on a stack of
 * its own, so no depth of nesting is too much; the loops and branches around the block are the linked `Compound`s.
 */
export interface Scanner {
  readonly text: string;
  at: number;
  /** Whether nothing follows the text. */
  readonly last: boolean;
  readonly events: ShellEvent[];
  readonly frames: Frame[];
  /** Here-documents whose bodies begin on the next line. */
  heredocs: Heredoc[];
  /** How many `${…}` are open. */
  parameters: number;
  /** How often the scanner looked ahead in vain. */
  lookaheads: number;
  /** The text ended inside a quote, a substitution or an array. */
  brokenOff: boolean;
  /** The block is complete: `at` stands behind it. */
  done: boolean;
}

export type Frame = ListFrame | WordFrame | QuoteFrame | ParameterFrame | ArithmeticFrame | ArrayFrame;

/** A list of commands: the script itself, or a command substitution. */
export interface ListFrame {
  readonly kind: 'list';
  /** Where a substitution began; `undefined` for the script itself. */
  readonly substitution:
    | { readonly start: number; readonly quoted: boolean; readonly target: TemplatePart[] }
    | undefined;
  compound: Compound | undefined;
  command: CommandBuilder | undefined;
  /** How many branches `&&` and `||` have opened in the current list. */
  maybes: number;
  /** Whether `|` has opened one. */
  piped: boolean;
  /** After `&&`, `||` and `|` the list goes on in the next line. */
  dangling: boolean;
  pendingFunction: string | undefined;
  /** What the current command does to variables once it has been read. */
  deferred: ShellEvent[];
  /** Where a line begins that a backslash joined to the one before, as long as it is blank. */
  joinedLine: number | undefined;
}

export interface CommandBuilder {
  readonly words: WordTemplate[];
  readonly mode: 'plain' | 'for' | 'case' | 'pattern' | 'function' | 'condition';
  /** What the next word is. */
  redirect: 'none' | 'target' | 'heredoc' | 'tab-heredoc';
  /** Its first word is `export`, `local` or the like. */
  declares: boolean;
  assignments: ShellEvent[];
  broken: BrokenContinuation | undefined;
}

/** The loops, branches and groups that are open at a place, the innermost first. */
export interface Compound {
  readonly kind:
    | 'if'
    | 'then'
    | 'elif'
    | 'else'
    | 'loop'
    | 'case-pattern'
    | 'case-body'
    | 'brace'
    | 'subshell'
    | 'function-brace'
    | 'function-subshell';
  readonly parent: Compound | undefined;
  readonly depth: number;
  /** What the list around it had open. */
  readonly maybes: number;
  readonly piped: boolean;
}

export interface Heredoc {
  readonly delimiter: string;
  readonly tabs: boolean;
}

export interface WordFrame {
  readonly kind: 'word';
  readonly start: number;
  parts: TemplatePart[];
  /** Where the characters began that are not in `parts` yet. */
  run: number;
  quoted: boolean;
  assignment: { readonly name: string; readonly append: boolean; readonly indexed: boolean } | undefined;
  /** No `=` has come yet. */
  mayAssign: boolean;
  array: readonly WordTemplate[] | undefined;
  /** Inside an unquoted `{`: whether a comma or two dots came. Once it closes, bash makes several words of it. */
  brace: 'none' | 'open' | 'list' | 'expands';
}

export interface QuoteFrame {
  readonly kind: 'quote';
  readonly start: number;
  readonly parts: TemplatePart[];
  run: number;
}

export interface ParameterFrame {
  readonly kind: 'parameter';
  readonly start: number;
  readonly quoted: boolean;
  readonly target: TemplatePart[];
  readonly name: string;
  readonly index: 'all' | 'joined' | number | undefined;
  readonly operator: '-' | '=' | '+' | '?' | 'other' | undefined;
  readonly colon: boolean;
  readonly parts: TemplatePart[];
  run: number;
}

export interface ArithmeticFrame {
  readonly kind: 'arithmetic';
  readonly start: number;
  readonly quoted: boolean;
  readonly target: TemplatePart[];
  open: number;
}

export interface ArrayFrame {
  readonly kind: 'array';
  readonly words: WordTemplate[];
}

export function openScanner(text: string, compound: Compound | undefined, last: boolean): Scanner {
  const root = openList(compound, undefined);
  return {
    text,
    at: 0,
    last,
    events: [],
    frames: [root],
    heredocs: [],
    parameters: 0,
    lookaheads: 0,
    brokenOff: false,
    done: false,
  };
}

export function openList(compound: Compound | undefined, substitution: ListFrame['substitution']): ListFrame {
  return {
    kind: 'list',
    substitution,
    compound,
    command: undefined,
    maybes: 0,
    piped: false,
    dangling: false,
    pendingFunction: undefined,
    deferred: [],
    joinedLine: undefined,
  };
}

/** Puts the characters since `run` into the parts. */
export function flushRun(scanner: Scanner, frame: WordFrame | QuoteFrame | ParameterFrame, quoted: boolean): void {
  const { run } = frame;
  if (run < scanner.at) {
    const text = scanner.text.slice(run, scanner.at);
    frame.parts.push({ kind: 'text', text, start: run, end: scanner.at, literal: true, quoted });
  }
  frame.run = scanner.at;
}

/** How long the line end at `at` is: 0 where there is none. */
export function lineEndAt(text: string, at: number): number {
  if (text[at] === '\n') return 1;
  return text[at] === '\r' && text[at + 1] === '\n' ? 2 : 0;
}

/** A word ends at a blank, a line end, or an operator. */
export function isWordEnd(text: string, at: number): boolean {
  switch (text[at]) {
    case ' ':
    case '\t':
    case '\n':
    case ';':
    case '&':
    case '|':
    case '<':
    case '>':
    case '(':
    case ')':
      return true;
    case '\r':
      return text[at + 1] === '\n';
    default:
      return false;
  }
}

/** Up to the end of the line, which stays. */
export function skipComment(scanner: Scanner): void {
  let end = scanner.text.indexOf('\n', scanner.at);
  if (end < 0) end = scanner.text.length;
  scanner.at = end > scanner.at && scanner.text[end - 1] === '\r' ? end - 1 : end;
}

/** The word around a substitution goes on behind it. */
export function resumeRun(scanner: Scanner): void {
  const owner = scanner.frames[scanner.frames.length - 1];
  if (owner && 'run' in owner) owner.run = scanner.at;
}

/** The text ends inside a quote or a substitution: from where that began, nothing is known. */
export function breakOff(scanner: Scanner, parts: TemplatePart[], start: number): void {
  const frame: Frame | undefined = scanner.frames.pop();
  scanner.brokenOff = true;
  if (frame?.kind === 'parameter') scanner.parameters -= 1;
  while (parts.length > 0 && parts[parts.length - 1]!.start > start) parts.pop();
  parts.push({ kind: 'unknown', start, end: scanner.text.length, quoted: true });
  resumeRun(scanner);
}
