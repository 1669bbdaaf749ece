import { lexMarkup } from './lex-markup';
import { markupClosers } from './markup-closers';
import { skipPreamble } from './skip-preamble';
import { TemplateMarks } from './template-marks';
import { endOfName, skipXmlBlanks } from './xml-characters';

/** A start tag as it was written. */
export interface SkimmedTag {
  readonly name: string;
  /** The values between their quotes. Of two attributes of one name the first counts. */
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * The start tags of a text, one after the other, with no regard to what is inside of what: enough to tell what the text is,
 * and a tenth of the code of `scanXml`. There are none where the text begins with something else than a tag, a comment, or
 * a mark of a template.
 */
export function* skimTags(text: string): Generator<SkimmedTag> {
  const templates = new TemplateMarks(text);
  const markup = { text, closers: markupClosers(text) };
  let isInside = false;
  let at = skipXmlBlanks(text, skipPreamble(text));
  while (at < text.length) {
    const nameEnd = text[at] === '<' ? endOfName(text, at + 1) : at;
    if (nameEnd > at + 1) {
      const tag = { name: text.slice(at + 1, nameEnd), attributes: new Map<string, string>() };
      at = skimAttributes(text, nameEnd, templates, tag.attributes);
      isInside = true;
      yield tag;
    } else {
      const passed = templates.at(at, false) ?? lexMarkup(markup, at);
      if (!isInside && (!passed || passed.kind === 'cdata')) return;
      at = passed ? passed.end : at + 1;
    }
    if (!isInside) at = skipXmlBlanks(text, at);
    else while (at < text.length && text[at] !== '<' && text[at] !== '{') at += 1;
  }
}

/** Reads attributes up to the end of the tag, which is returned. What is none is passed over. */
function skimAttributes(text: string, from: number, templates: TemplateMarks, found: Map<string, string>): number {
  let at = from;
  while (at < text.length) {
    const mark = templates.at(at, false);
    const nameEnd = mark ? at : endOfName(text, at);
    if (mark) at = mark.end;
    else if (text[at] === '>') return at + 1;
    else if (text[at] === '<') return at;
    else if (nameEnd === at) at += 1;
    else {
      const equals = skipXmlBlanks(text, nameEnd);
      const open = skipXmlBlanks(text, equals + 1);
      const name = text.slice(at, nameEnd);
      at = nameEnd;
      if (text[equals] !== '=' || !`"'`.includes(text[open] ?? ' ')) continue;
      at = endOfValue(text, open, templates);
      if (!found.has(name)) found.set(name, text.slice(open + 1, at));
      if (text[at] === text[open]) at += 1;
    }
  }
  return at;
}

/** Where the value ends whose opening quote stands at `open`. One that is not closed in front of the next tag has one line. */
function endOfValue(text: string, open: number, templates: TemplateMarks): number {
  let at = open + 1;
  while (at < text.length && text[at] !== text[open]) {
    const mark = templates.at(at, true);
    if (mark) at = mark.end;
    else if (text[at] === '<') break;
    else at += 1;
  }
  if (text[at] === text[open]) return at;
  at = open + 1;
  while (at < text.length && !'<>\r\n'.includes(text[at]!)) at += 1;
  return at;
}
