import { clip } from '../../text/clip';
import { lexMarkup, type Markup } from './lex-markup';
import { reportInvalid } from './report-invalid';
import { report, type Scanner } from './scanner';
import { invalidUnits, isXmlBlank } from './xml-characters';

/** Passes over a comment, a CDATA section, a processing instruction or a declaration, where one stands. */
export function scanMarkup(scanner: Scanner): boolean {
  const { source, at, open } = scanner;
  const markup = lexMarkup(source, at);
  if (!markup) return false;
  scanner.at = markup.end;
  if (markup.kind === 'comment') scanner.comments.push(at, markup.end);
  if (!markup.closed) reportOpen(scanner, at, markup);
  else if (markup.kind === 'comment') checkComment(scanner, markup);
  else if (markup.kind === 'instruction') checkInstruction(scanner, at, markup);
  else if (markup.kind === 'cdata') checkCharacters(scanner, markup.bodyStart, markup.bodyEnd);
  if (markup.kind === 'cdata' && open.length === 0) {
    if (scanner.outside < 0) scanner.outside = at;
    report(scanner, at, at + 9, 'A CDATA section is text, and all text of an XML document stands inside its element.');
  } else if (markup.kind === 'doctype') takeDoctype(scanner, at, markup);
  else if (markup.kind === 'declaration') {
    report(
      scanner,
      at,
      markup.end,
      'Nothing in XML begins like this here. As a character of a text < is written &lt;.',
    );
  }
  return true;
}

function reportOpen(scanner: Scanner, at: number, { kind, end }: Markup): void {
  if (kind === 'comment') report(scanner, at, at + 4, 'This comment has no end: --> is missing.');
  else if (kind === 'cdata') report(scanner, at, at + 9, 'This CDATA section has no end: ]]> is missing.');
  else if (kind === 'doctype') report(scanner, at, at + 9, 'This document type has no end: a > is missing.');
  else if (kind === 'instruction') report(scanner, at, end, 'This processing instruction has no end: ?> is missing.');
}

function checkComment(scanner: Scanner, { bodyStart, bodyEnd }: Markup): void {
  const { text } = scanner.source;
  checkCharacters(scanner, bodyStart, bodyEnd);
  const at = text.indexOf('--', bodyStart);
  if (at < bodyEnd) report(scanner, at, at + 2, 'Two hyphens may stand in a comment only where --> ends it.');
}

function checkCharacters(scanner: Scanner, at: number, end: number): void {
  const { text } = scanner.source;
  while (at < end) {
    const code = text.charCodeAt(at);
    at = (code < 0x20 || code >= 0xd800) && invalidUnits(text, at) > 0 ? reportInvalid(scanner, at) : at + 1;
  }
}

function checkInstruction(scanner: Scanner, at: number, { bodyStart, bodyEnd, end }: Markup): void {
  const { text } = scanner.source;
  const target = text.slice(bodyStart, bodyEnd);
  const first = at === 0 || (at === 1 && text[0] === '\ufeff');
  checkCharacters(scanner, bodyEnd, end - 2);
  if (target === '') report(scanner, at, at + 2, 'A processing instruction begins with a name, right behind <?.');
  else if (target.toLowerCase() === 'xml') {
    if (!first) report(scanner, at, end, 'The XML declaration may only stand at the very beginning of the document.');
    else if (target !== 'xml' || !DECLARATION.test(text.slice(bodyEnd, end))) {
      const form = `<?xml version='1.0' encoding='UTF-8'?>`;
      report(scanner, at, end, `The XML declaration has another form than ${form}.`, [form]);
    }
  } else if (bodyEnd < end - 2 && !isXmlBlank(text.charCodeAt(bodyEnd))) {
    report(scanner, bodyStart, bodyEnd, `A blank is missing behind ${clip(target)}.`);
  }
}

/** What stands behind `<?xml`. libxml2 takes any version 1.x. (XML 1.0, 2.8) */
const DECLARATION =
  /^[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:'1\.[0-9]*'|"1\.[0-9]*")(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:'[A-Za-z][\w.-]*'|"[A-Za-z][\w.-]*"))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:'(?:yes|no)'|"(?:yes|no)"))?[ \t\r\n]*\?>$/;

/** Only in front of the first element a document type may stand, and one only. */
function takeDoctype(scanner: Scanner, at: number, { doctype }: Markup): void {
  if (!doctype) return;
  if (scanner.roots > 0 || scanner.hasDoctype) {
    report(scanner, at, at + 9, 'A document type may stand once, in front of the first element. Remove it.');
  } else if (!doctype.hasName) {
    report(scanner, at, at + 9, 'The name of the first element is missing behind <!DOCTYPE.');
  }
  scanner.hasDoctype = true;
  if (doctype.elsewhere) scanner.entities = undefined;
  for (const name of doctype.entities) scanner.entities?.add(name);
}
