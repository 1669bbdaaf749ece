import { endOfLine } from './end-of-line';
import { type Doctype, lexDoctype } from './lex-doctype';
import type { MarkupClosers } from './markup-closers';
import { endOfName, skipXmlBlanks } from './xml-characters';

/** Something between `<` and `>` that is no start tag. */
export interface Markup {
  readonly kind: 'end-tag' | 'comment' | 'cdata' | 'instruction' | 'doctype' | 'declaration';
  /** What stands between its marks; of an end tag and an instruction, its name. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** Behind it. Where its end is missing, it is taken to end with its line, or where another tag begins. */
  readonly end: number;
  readonly closed: boolean;
  readonly doctype?: Doctype;
}

/** A text, and where in it comments and the like end. */
export interface MarkupText {
  readonly text: string;
  readonly closers: MarkupClosers;
}

/** Reads what begins with `</`, `<!` or `<?` at `at`; `undefined` when none of them stands there. */
export function lexMarkup({ text, closers }: MarkupText, at: number): Markup | undefined {
  const second = text[at + 1];
  if (second === '/') return lexEndTag(text, at);
  if (second === '?') {
    const bodyEnd = endOfName(text, at + 2);
    const close = closers.instruction.from(bodyEnd);
    const closed = close < text.length;
    return {
      kind: 'instruction',
      bodyStart: at + 2,
      bodyEnd,
      end: closed ? close + 2 : endOfLine(text, bodyEnd),
      closed,
    };
  }
  if (second !== '!') return undefined;
  if (text.startsWith('--', at + 2)) return lexSection(text, 'comment', at + 4, closers.comment.from(at + 4));
  if (text.startsWith('[CDATA[', at + 2)) return lexSection(text, 'cdata', at + 9, closers.cdata.from(at + 9));
  if (text.startsWith('DOCTYPE', at + 2)) {
    const doctype = lexDoctype(text, at);
    const { end, closed } = doctype;
    return { kind: 'doctype', bodyStart: at + 9, bodyEnd: end, end, closed, doctype };
  }
  let end = at + 2;
  while (end < text.length && !'<>\n'.includes(text[end]!)) end += 1;
  const closed = text[end] === '>';
  return { kind: 'declaration', bodyStart: at + 2, bodyEnd: end, end: closed ? end + 1 : end, closed };
}

/** Both `-->` and `]]>` have three characters. */
function lexSection(text: string, kind: 'comment' | 'cdata', start: number, close: number): Markup {
  const closed = close < text.length;
  const bodyEnd = closed ? close : endOfLine(text, start);
  return { kind, bodyStart: start, bodyEnd, end: closed ? close + 3 : bodyEnd, closed };
}

/** An end tag goes on to its `>`, over whatever has no business there, but not over a line's end unless blanks follow. */
function lexEndTag(text: string, at: number): Markup {
  const bodyEnd = endOfName(text, at + 2);
  let end = skipXmlBlanks(text, bodyEnd);
  if (text[end] !== '>') {
    end = bodyEnd;
    while (end < text.length && !'<>\r\n'.includes(text[end]!)) end += 1;
  }
  const closed = text[end] === '>';
  if (!closed) while (end > bodyEnd && ' \t'.includes(text[end - 1]!)) end -= 1;
  return { kind: 'end-tag', bodyStart: at + 2, bodyEnd, end: closed ? end + 1 : end, closed };
}
