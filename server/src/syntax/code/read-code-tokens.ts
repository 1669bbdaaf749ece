/** A word, a number or a sign of C, C++ or Rust. Offsets count in the whole text. */
export interface CodeToken {
  /** `text`: a string or a character. `ghost`: a name in a later branch of an #if, where nothing but names is read. */
  readonly kind: 'name' | 'number' | 'sign' | 'text' | 'ghost';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** It stands between #if and #endif: whether it counts is not known. */
  readonly doubt: boolean;
}

/** `#define NAME body`, without parameters; without a body for #undef too. */
export interface MacroDefinition {
  readonly name: string;
  readonly body: readonly CodeToken[];
  /** Whether it holds is not known. */
  readonly doubt: boolean;
}

/** The words of a source text. */
export interface CodeTokens {
  /** The first is a semicolon of no length, so that every word has one before it. */
  readonly tokens: readonly CodeToken[];
  readonly comments: readonly { readonly start: number; readonly end: number }[];
  readonly macros: readonly MacroDefinition[];
}

/** An #if that is open. */
interface Conditional {
  /** `NAME` of `#ifndef NAME`, as long as it may guard the file from being included twice. */
  guard: string | undefined;
  /** It guards the file. */
  isGuard: boolean;
  /** Behind its #else or an #elif. */
  later: boolean;
}

/** Cuts a text into words. Everything is some word: nothing is an error, and what is not closed ends with the text. */
export function readCodeTokens(text: string, language: 'c' | 'rust'): CodeTokens {
  const isC = language === 'c';
  const tokens: CodeToken[] = [{ kind: 'sign', text: ';', start: 0, end: 0, doubt: false }];
  const comments: { start: number; end: number }[] = [];
  const macros: MacroDefinition[] = [];
  const open: Conditional[] = [];
  /** The words of the directive that is being read. */
  let directive: CodeToken[] | undefined;
  let lineBegins = true;
  let doubts = 0;
  let later = 0;
  let at = 0;

  const push = (kind: CodeToken['kind'], end: number) => {
    const word = { kind, text: text.slice(at, end), start: at, end, doubt: doubts > 0 };
    if (directive) directive.push(word);
    else if (later === 0) tokens.push(word);
    else if (kind === 'name') tokens.push({ ...word, kind: 'ghost' });
    at = end;
  };
  const count = ({ isGuard, later: isLater }: Conditional, step: 1 | -1) => {
    if (!isGuard) doubts += step;
    if (isLater) later += step;
  };
  const endDirective = () => {
    const [hash, word, name, ...body] = directive ?? [];
    directive = undefined;
    const top = open.at(-1);
    const guard = top?.guard;
    if (top) top.guard = undefined;
    if (!word) return;
    if (word.text === 'define' && name) {
      // With parameters it is no constant: the parenthesis follows at once.
      if (body[0]?.text === '(' && body[0].start === name.end) macros.push({ name: name.text, body: [], doubt: true });
      else macros.push({ name: name.text, body, doubt: hash!.doubt });
      if (top && guard === name.text && body.length === 0) {
        count(top, -1);
        top.isGuard = true;
      }
    } else if (word.text === 'undef' && name) macros.push({ name: name.text, body: [], doubt: true });
    else if (word.text.startsWith('if')) {
      const isFirst = open.length === 0 && word.text === 'ifndef';
      const conditional = { guard: isFirst ? name?.text : undefined, isGuard: false, later: false };
      open.push(conditional);
      count(conditional, 1);
    } else if (top && /^el(?:se|if)/.test(word.text)) {
      count(top, -1);
      Object.assign(top, { isGuard: false, later: true });
      count(top, 1);
    } else if (top && word.text === 'endif') count(open.pop()!, -1);
  };

  while (at < text.length) {
    const char = text[at]!;
    if (char === '\n' || char === '\r') {
      if (directive) endDirective();
      lineBegins = true;
      at++;
    } else if (char === ' ' || char === '\t' || char === '\ufeff') at++;
    else if (char === '\\' && isC) at = endOf(LINE_END, text, at + 1) ?? at + 1;
    else if (char === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      const end = text[at + 1] === '/' ? endOfLine(text, at, isC) : endOfComment(text, at + 2, isC);
      comments.push({ start: at, end });
      at = end;
    } else {
      if (char === '#' && isC && lineBegins && !directive) directive = [];
      lineBegins = false;
      const name = endOf(NAME, text, at);
      if (name !== undefined) {
        const raw = (isC ? C_RAW : RUST_RAW).test(text.slice(at, Math.min(name, at + 4)))
          ? endOfRaw(text, name, isC)
          : undefined;
        push(raw === undefined ? 'name' : 'text', raw ?? name);
      } else if (char >= '0' && char <= '9') push('number', endOf(isC ? C_NUMBER : RUST_NUMBER, text, at)!);
      else if (char === '"') push('text', endOfString(text, at + 1, char, isC));
      else if (char === "'") {
        push('text', isC ? endOfString(text, at + 1, char, true) : (endOf(RUST_CHARACTER, text, at) ?? at + 1));
      } else push('sign', endOf(SIGN, text, at)!);
    }
  }
  if (directive) endDirective();
  return { tokens, comments, macros };
}

const LINE_END = /\r\n?|\n/y;
const NAME = /[A-Za-z_\u0080-\u{10ffff}][\w\u0080-\u{10ffff}]*/uy;
/** With the apostrophes that C++ allows between digits. */
const C_NUMBER = /(?:[\w.]|'\w)+/y;
/** Not the dots of a range. */
const RUST_NUMBER = /\w+(?:\.\d\w*)?/y;
const RUST_CHARACTER = /'(?:[^'\\\n]{1,2}|\\.[^'\n]{0,9})'/y;
const SIGN = /<<=|>>=|\.\.[.=]?|->|=>|::|<<|>>|&&|\|\||\+\+|--|[-+*/%&|^=!<>]=|[\s\S]/y;
const C_RAW = /^(?:u8?|[UL])?R$/;
const RUST_RAW = /^[bc]?r$/;
const C_RAW_OPENING = /"([^\s()\\"]{0,16})\(/y;
const RUST_RAW_OPENING = /(#*)"/y;

/** Where a match that begins at `at` ends; `undefined`: there is none. */
function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** A comment to the end of the line; in C a backslash there goes on with it. */
function endOfLine(text: string, from: number, isC: boolean): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '\\' && isC) at = (endOf(LINE_END, text, at + 1) ?? at + 1) - 1;
    else if (char === '\n' || char === '\r') return at;
  }
  return text.length;
}

/** In Rust comments stand in each other. */
function endOfComment(text: string, from: number, isC: boolean): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '*' && text[at + 1] === '/') {
      at++;
      if (--depth === 0) return at + 1;
    } else if (!isC && text[at] === '/' && text[at + 1] === '*') {
      at++;
      depth++;
    }
  }
  return text.length;
}

/** Strings of C end with their line. */
function endOfString(text: string, from: number, quote: string, isC: boolean): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') at = (endOf(LINE_END, text, at + 1) ?? at + 2) - 1;
    else if (char === quote) return at + 1;
    else if (isC && (char === '\n' || char === '\r')) return at;
  }
  return text.length;
}

/** The end of `R"x(…)x"` or `r#"…"#` behind its first letters; `undefined` when it is none. */
function endOfRaw(text: string, from: number, isC: boolean): number | undefined {
  const opening = isC ? C_RAW_OPENING : RUST_RAW_OPENING;
  opening.lastIndex = from;
  const match = opening.exec(text);
  if (!match) return undefined;
  const closing = isC ? `)${match[1]}"` : `"${match[1]}`;
  const end = text.indexOf(closing, opening.lastIndex);
  return end < 0 ? text.length : end + closing.length;
}
