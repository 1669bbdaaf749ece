import { reportInvalid } from './report-invalid';
import { reportReference } from './report-reference';
import { closeAll, scanEndTag } from './scan-end-tag';
import { scanMarkup } from './scan-markup';
import { scanStartTag } from './scan-start-tag';
import { newScanner, report, type Scanner } from './scanner';
import { endOfName, isXmlBlank } from './xml-characters';
import type { XmlSource } from './xml-source';

/**
 * Reads a text once from its beginning to its end and puts down its elements. It goes on behind every mistake, and keeps no
 * more state than a list of the open elements. (XML 1.0; what libxml2's parser.c refuses.)
 */
export function scanXml(source: XmlSource): Scanner {
  const scanner = newScanner(source);
  const { text } = source;
  while (scanner.at < text.length) {
    if (scanner.open.length === 0) scanOutside(scanner);
    else scanText(scanner);
    if (scanner.at >= text.length) break;
    const { at } = scanner;
    const next = text.charCodeAt(at + 1);
    if (next === SLASH) scanEndTag(scanner);
    else if (endOfName(text, at + 1) > at + 1) scanStartTag(scanner);
    else if (!scanTemplate(scanner) && !scanMarkup(scanner)) reportStray(scanner);
  }
  closeAll(scanner);
  if (scanner.roots === 0 && scanner.problems.length === 0 && !scanner.templated) {
    report(scanner, text.length, text.length, 'There is no element here: an XML document is one element.');
  }
  return scanner;
}

/** Goes on to the next `<` that begins no placeholder of a template. */
function scanText(scanner: Scanner): void {
  const { text } = scanner.source;
  const { length } = text;
  let { at } = scanner;
  for (;;) {
    let code = 0;
    while (at < length) {
      code = text.charCodeAt(at);
      if (code < 0x80 ? SPECIAL[code] : code >= 0xd800) break;
      at += 1;
    }
    scanner.at = at;
    if (at === length || code === LESS) return;
    if (code === AMPERSAND) at = reportReference(scanner, at);
    else if (code === BRACKET) {
      if (text.startsWith(']]>', at)) report(scanner, at, at + 3, CDATA_END, [']]&gt;']);
      at += 1;
    } else if (code === BRACE) {
      at = scanTemplate(scanner) ? scanner.at : at + 1;
    } else at = reportInvalid(scanner, at);
  }
}

const CDATA_END = 'The characters ]]> end a CDATA section and may not stand in a text. Write ]]&gt; instead.';

/** Between the elements that stand in no other there may only be blanks, comments and what is for the program. */
function scanOutside(scanner: Scanner): void {
  const { text } = scanner.source;
  for (;;) {
    while (isXmlBlank(text.charCodeAt(scanner.at))) scanner.at += 1;
    const start = scanner.at;
    if (start === text.length || text[start] === '<') return;
    if (scanTemplate(scanner)) continue;
    let end = start + 1;
    while (end < text.length && !'<{\r\n'.includes(text[end]!)) end += 1;
    scanner.at = end;
    while (isXmlBlank(text.charCodeAt(end - 1))) end -= 1;
    if (scanner.outside < 0) scanner.outside = start;
    const where = scanner.roots > 0 ? 'behind the last element' : 'in front of the first element';
    report(scanner, start, end, `This text stands ${where}. All text of an XML document stands inside its element.`);
  }
}

/** Passes over a mark of a template, where one stands. */
function scanTemplate(scanner: Scanner): boolean {
  const mark = scanner.source.templates.at(scanner.at, false);
  if (!mark) return false;
  if (mark.kind === 'statement') scanner.templated = true;
  scanner.at = mark.end;
  return true;
}

function reportStray(scanner: Scanner): void {
  const { at, open } = scanner;
  if (open.length === 0 && scanner.outside < 0) scanner.outside = at;
  report(scanner, at, at + 1, 'No tag begins with this <. As a character of a text it is written &lt;.', ['&lt;']);
  scanner.at += 1;
}

const LESS = 0x3c;
const AMPERSAND = 0x26;
const SLASH = 0x2f;
const BRACKET = 0x5d;
const BRACE = 0x7b;

/** Characters at which reading a text stops. */
const SPECIAL = new Uint8Array(0x80);
for (let code = 0; code < 0x20; code++) SPECIAL[code] = isXmlBlank(code) ? 0 : 1;
for (const code of [LESS, AMPERSAND, BRACKET, BRACE]) SPECIAL[code] = 1;
