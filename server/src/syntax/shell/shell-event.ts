/**
 * What a script does that matters to the words of its commands, in the order of the text. Places count from the first
 * character of the block.
 */
export type ShellEvent =
  | AssignEvent
  /** `${NAME:=word}`: a value for a variable that has none. */
  | { readonly kind: 'default'; readonly name: string; readonly part: ParameterPart }
  /** `read NAME`, `for NAME in …`, `((NAME++))`: values that cannot be known. */
  | { readonly kind: 'forget'; readonly names: readonly string[] }
  /** `unset NAME`, `local NAME`. */
  | { readonly kind: 'unset'; readonly names: readonly string[]; readonly local: boolean }
  /** `source FILE`, `eval …`: any variable may change. */
  | { readonly kind: 'clobber' }
  /** `set -- word …`; without words: `shift` and the like. */
  | { readonly kind: 'positional'; readonly words: readonly WordTemplate[] | undefined }
  /** What follows up to the fitting `leave` runs perhaps, several times, or elsewhere. */
  | { readonly kind: 'enter'; readonly flow: Flow; readonly name?: string }
  /** The next alternative of `branches`; one of them runs for certain where one is `exhaustive`. */
  | { readonly kind: 'arm'; readonly exhaustive: boolean }
  | { readonly kind: 'leave' }
  /** What was left just before stood in front of a `|`: it ran in a shell of its own. */
  | { readonly kind: 'piped' }
  /** `exit`, `return`, `break`: what follows in the same branch does not run. */
  | { readonly kind: 'stop' }
  /** A command by its plain name, which may be a function of the script; `variables` are set for it alone. */
  | { readonly kind: 'call'; readonly name: string; readonly variables: readonly string[] }
  | CommandEvent;

/** `branches`: at most one arm runs. `loop`: any number of times. `subshell`: its variables are lost. `group`: it just runs. */
export type Flow = 'branches' | 'loop' | 'subshell' | 'group' | 'function';

export interface AssignEvent {
  readonly kind: 'assign';
  readonly name: string;
  /** `+=`. */
  readonly append: boolean;
  /** `local`, or `declare` in a function. */
  readonly local: boolean;
  readonly value: WordTemplate | readonly WordTemplate[];
}

/** A command that may be QEMU, or may show that QEMU's command ended too early. */
export interface CommandEvent {
  readonly kind: 'command';
  readonly words: readonly WordTemplate[];
  /** How its line ended, where a backslash promised another line and did not keep it. */
  readonly broken: BrokenContinuation | undefined;
  /** The variables that its words set by `${NAME:=word}`. */
  readonly unsettled: readonly string[];
  /** It ended with its line: not at a `;`, `|`, `)` or the like. */
  readonly endsLine: boolean;
  /** False: a quote or bracket in it is still open at the end of the text. */
  readonly closed: boolean;
}

export interface BrokenContinuation {
  readonly kind: 'blank-after-backslash' | 'comment' | 'blank-line';
  readonly start: number;
  readonly end: number;
}

/** A word before its variables are resolved. */
export interface WordTemplate {
  readonly start: number;
  readonly end: number;
  readonly parts: readonly TemplatePart[];
  /** Some of it stands in quotes, so it is a word even when it is empty. */
  readonly quoted: boolean;
}

export type TemplatePart = TextPart | ParameterPart | ArithmeticPart | UnknownPart;

export interface TextPart {
  readonly kind: 'text';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Every character of `text` stands at its place. */
  readonly literal: boolean;
  readonly quoted: boolean;
}

export interface ParameterPart {
  readonly kind: 'parameter';
  /** `@` for the positional parameters. */
  readonly name: string;
  /** `[@]`, `[*]`, `[3]`. */
  readonly index: 'all' | 'joined' | number | undefined;
  /** The `-`, `=`, `+` or `?` of `${NAME:-word}`. */
  readonly operator: '-' | '=' | '+' | '?' | undefined;
  /** The operator is written with a colon: an empty value counts as none. */
  readonly colon: boolean;
  readonly word: readonly TemplatePart[];
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

export interface ArithmeticPart {
  readonly kind: 'arithmetic';
  readonly expression: string;
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/** A command substitution, a glob that expands, an operator that is not followed. */
export interface UnknownPart {
  readonly kind: 'unknown';
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/** The text of a word in which nothing has to be resolved. */
export function templateText(word: WordTemplate): string | undefined {
  let text = '';
  for (const part of word.parts) {
    if (part.kind !== 'text') return undefined;
    text += part.text;
  }
  return text;
}

/** The same, for words that mean something only where no part of them is quoted: keywords, names. */
export function plainText(word: WordTemplate): string | undefined {
  return word.quoted ? undefined : templateText(word);
}
