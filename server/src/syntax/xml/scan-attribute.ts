import { clip } from '../../text/clip';
import { reportInvalid } from './report-invalid';
import { reportReference } from './report-reference';
import { report, type Scanner } from './scanner';
import { endOfName, invalidUnits, isXmlBlank, skipXmlBlanks } from './xml-characters';
import { ATTRIBUTE, NO_VALUE } from './xml-source';

/** Reads an attribute whose name is `[start, nameEnd)` into a row. The scanner then stands behind it. */
export function scanAttribute(scanner: Scanner, nameEnd: number, row: number, start: number): void {
  const { text, attributes } = scanner.source;
  const { data } = attributes;
  data[row + ATTRIBUTE.nameStart] = start;
  data[row + ATTRIBUTE.nameEnd] = nameEnd;
  const equals = skipXmlBlanks(text, nameEnd);
  if (text[equals] !== '=') {
    const name = clip(text.slice(start, nameEnd));
    report(scanner, start, nameEnd, `The attribute ${name} has no value. It is written ${name}='value'.`);
    put(scanner, row, NO_VALUE, NO_VALUE, nameEnd);
    return;
  }
  const value = skipXmlBlanks(text, equals + 1);
  const quote = text[value];
  if (quote === '"' || quote === "'") scanQuoted(scanner, row, value);
  else scanBare(scanner, row, equals, value);
}

function put(scanner: Scanner, row: number, start: number, end: number, behind: number): void {
  const { data } = scanner.source.attributes;
  data[row + ATTRIBUTE.valueStart] = start;
  data[row + ATTRIBUTE.valueEnd] = end;
  data[row + ATTRIBUTE.end] = behind;
  scanner.at = behind;
}

/** A value whose opening quote stands at `open`. */
function scanQuoted(scanner: Scanner, row: number, open: number): void {
  const { text, templates } = scanner.source;
  const quote = text.charCodeAt(open);
  let end = open + 1;
  let suspect = false;
  // Where the value ends if its closing quote is missing: at the tag's end on the same line, or at the line's end.
  let stop = -1;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === quote) break;
    if (code < 0x80 ? !SPECIAL[code] : code < 0xd800) continue;
    const mark = code === LESS || code === BRACE ? templates.at(end, true) : undefined;
    if (mark) end = mark.end - 1;
    else if (code === LESS && beginsTag(text, end)) break;
    else if (code === GREATER || code === LINE_FEED || code === RETURN) stop = stop < 0 ? end : stop;
    else suspect = true;
  }
  let closed = text.charCodeAt(end) === quote;
  // A quote that closes the value of a later line: what follows it shows that it was meant to open one.
  if (closed && stop >= 0 && text[stop] !== '>' && !isBehindValue(text, end + 1)) closed = false;
  if (!closed) {
    if (stop >= 0) end = stop > open + 1 && text[stop] === '>' && text[stop - 1] === '/' ? stop - 1 : stop;
    const raw = text.slice(open, end);
    const message = `The value ${clip(raw)} has no end: a closing ${text[open]} is missing.`;
    report(scanner, open, end, message, [raw + text[open]]);
  }
  if (suspect) checkValue(scanner, open + 1, end);
  put(scanner, row, open + 1, end, closed ? end + 1 : end);
}

/** Whether a tag begins at a `<` and not something that someone wanted to compare. */
function beginsTag(text: string, at: number): boolean {
  const next = text[at + 1];
  return next === '/' || next === '!' || next === '?' || endOfName(text, at + 1) > at + 1;
}

/** Whether at `at` stands what may stand behind a value. */
function isBehindValue(text: string, at: number): boolean {
  return at >= text.length || isXmlBlank(text.charCodeAt(at)) || '/>{<'.includes(text[at]!);
}

/** Reports what may not stand in the value `[at, end)`. */
function checkValue(scanner: Scanner, at: number, end: number): void {
  const { text, templates } = scanner.source;
  while (at < end) {
    const code = text.charCodeAt(at);
    const mark = code === LESS || code === BRACE ? templates.at(at, true) : undefined;
    if (mark) at = mark.end;
    else if (code === AMPERSAND) at = reportReference(scanner, at);
    else if (code === LESS) {
      report(scanner, at, at + 1, 'A < may not stand in the value of an attribute. It is written &lt;.', ['&lt;']);
      at += 1;
    } else at = invalidUnits(text, at) > 0 ? reportInvalid(scanner, at) : at + 1;
  }
}

/** What stands behind `=` without quotes. */
function scanBare(scanner: Scanner, row: number, equals: number, start: number): void {
  const { text, templates } = scanner.source;
  const mark = templates.at(start, true);
  if (mark) {
    // The quotes may be filled in with the value.
    put(scanner, row, start, mark.end, mark.end);
    return;
  }
  let end = start;
  // Where another attribute begins, this one's value is still to come.
  const isNext = text[skipXmlBlanks(text, endOfName(text, start))] === '=';
  while (!isNext && end < text.length && !isXmlBlank(text.charCodeAt(end)) && !'<>"\''.includes(text[end]!)) end += 1;
  if (text[end] === '>' && text[end - 1] === '/' && end > start) end -= 1;
  if (end === start) {
    report(scanner, equals, equals + 1, 'The value is missing behind this =. It stands in quotes.');
    put(scanner, row, NO_VALUE, NO_VALUE, equals + 1);
    return;
  }
  const raw = text.slice(start, end);
  report(scanner, start, end, `The value ${clip(raw)} must stand in quotes: '${clip(raw)}'.`, [`'${raw}'`]);
  put(scanner, row, start, end, end);
}

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const AMPERSAND = 0x26;
const LESS = 0x3c;
const GREATER = 0x3e;
const BRACE = 0x7b;

/** Characters that matter in a value. */
const SPECIAL = new Uint8Array(0x80);
for (let code = 0; code < 0x20; code++) SPECIAL[code] = code === 0x09 ? 0 : 1;
for (const code of [AMPERSAND, LESS, GREATER, BRACE]) SPECIAL[code] = 1;
