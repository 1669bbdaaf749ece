import { clip } from '../../text/clip';
import { lexMarkup, type Markup } from './lex-markup';
import { closeNamespaces } from './namespaces';
import { report, type Scanner } from './scanner';
import { isXmlBlank } from './xml-characters';
import { BROKEN_OFF, ELEMENT } from './xml-source';

/** Reads the end tag whose `</` stands where the scanner is, and closes what it ends. */
export function scanEndTag(scanner: Scanner): void {
  const { source, open, at } = scanner;
  const { text } = source;
  const innermost = open[open.length - 1];
  if (innermost !== undefined && isNamed(scanner, innermost, at + 2)) {
    const { data } = source.elements;
    const row = innermost * ELEMENT.width;
    const end = at + 2 + data[row + ELEMENT.nameEnd]! - data[row + ELEMENT.nameStart]!;
    if (text.charCodeAt(end) === GREATER) {
      scanner.at = end + 1;
      close(scanner, at, end + 1);
      return;
    }
  }
  const tag = lexMarkup(source, at)!;
  scanner.at = tag.end;
  const name = text.slice(tag.bodyStart, tag.bodyEnd);
  if (name !== '') checkEnd(scanner, at, tag, name);
  if (open.length > 0 && name !== '' && countOpenNames(scanner).has(name)) {
    closeUnclosed(scanner, at, name);
    close(scanner, at, tag.end);
  } else if (innermost !== undefined && (name !== '' || tag.closed) && isMeantFor(scanner, innermost, at)) {
    const meant = nameOf(scanner, innermost);
    const message = `This end tag must be </${clip(meant)}>: that is the element it stands in.`;
    report(scanner, tag.bodyStart, tag.bodyEnd, message, [meant]);
    close(scanner, at, tag.end);
  } else if (name === '') report(scanner, at, tag.end, 'This end tag has no name.');
  else {
    report(scanner, at, tag.end, `There is no open element ${clip(name)} that this end tag could close. Remove it.`);
  }
}

/** The text has ended: closes everything. */
export function closeAll(scanner: Scanner): void {
  closeUnclosed(scanner, scanner.source.text.length, undefined);
}

/** Reports what an end tag lacks or has too much. */
function checkEnd(scanner: Scanner, at: number, tag: Markup, name: string): void {
  const { text } = scanner.source;
  if (!tag.closed) report(scanner, at, tag.bodyEnd, `The end tag </${clip(name)} has no end: a > is missing.`);
  else if (text.slice(tag.bodyEnd, tag.end - 1).trim() !== '') {
    report(scanner, tag.bodyEnd, tag.end - 1, `Nothing may stand behind the name of an end tag.`, ['']);
  }
}

/** Whether an element's name stands at `at`; more characters of a name may follow. */
function isNamed({ source }: Scanner, element: number, at: number): boolean {
  const { text, elements } = source;
  const start = elements.data[element * ELEMENT.width + ELEMENT.nameStart]!;
  const length = elements.data[element * ELEMENT.width + ELEMENT.nameEnd]! - start;
  for (let i = 0; i < length; i++) if (text.charCodeAt(start + i) !== text.charCodeAt(at + i)) return false;
  return true;
}

/**
 * Whether an end tag of another name is that of the innermost element all the same, with a slip in it: no other element
 * stands between its start tag and here, and no line end.
 */
function isMeantFor(scanner: Scanner, element: number, at: number): boolean {
  if (scanner.notMeant === element) return false;
  const { text, elements } = scanner.source;
  const start = elements.data[element * ELEMENT.width + ELEMENT.tagEnd]!;
  let end = start;
  if (elements.count === element + 1) while (end < at && text.charCodeAt(end) !== LINE_FEED) end += 1;
  if (end === at) return true;
  scanner.notMeant = element;
  return false;
}

function countOpenNames(scanner: Scanner): Map<string, number> {
  if (!scanner.openNames) {
    scanner.openNames = new Map();
    for (const element of scanner.open) {
      const name = nameOf(scanner, element);
      scanner.openNames.set(name, (scanner.openNames.get(name) ?? 0) + 1);
    }
  }
  return scanner.openNames;
}

/** Closes the elements inside the innermost one of that name, or all, whose end tags are missing. */
function closeUnclosed(scanner: Scanner, until: number, name: string | undefined): void {
  const { open, source } = scanner;
  let from = open.length;
  while (from > 0 && (name === undefined || nameOf(scanner, open[from - 1]!) !== name)) from -= 1;
  for (let i = from; i < open.length; i++) {
    const row = open[i]! * ELEMENT.width;
    if (source.elements.data[row + ELEMENT.endTag] === BROKEN_OFF) continue;
    const own = clip(nameOf(scanner, open[i]!));
    const before = name === undefined ? '' : ` in front of </${clip(name)}>`;
    const start = source.elements.data[row + ELEMENT.nameStart]!;
    const message = `<${own}> is never closed: an end tag </${own}> is missing${before}.`;
    report(scanner, start, source.elements.data[row + ELEMENT.nameEnd]!, message);
  }
  while (open.length > from) settle(scanner, until);
}

/**
 * Decides how far the innermost element goes, whose end tag is missing. One whose start tag broke off has nothing in it.
 * One with a value ends behind that value, and the elements that follow stand beside it. Any other one has all of them.
 */
function settle(scanner: Scanner, until: number): void {
  const { text, elements } = scanner.source;
  const element = forget(scanner);
  const row = element * ELEMENT.width;
  const { data } = elements;
  const start = data[row + ELEMENT.tagEnd]!;
  if (data[row + ELEMENT.endTag] === BROKEN_OFF) return;
  const child = elements.count > element + 1 ? data[row + ELEMENT.width + ELEMENT.nameStart]! - 1 : until;
  let end = start;
  while (end < child && isXmlBlank(text.charCodeAt(end))) end += 1;
  if (end < child && text[end] !== '<' && text[end] !== '{') {
    while (end < child && text[end] !== '<') end += 1;
    while (isXmlBlank(text.charCodeAt(end - 1))) end -= 1;
    data[row + ELEMENT.end] = end;
  } else {
    data[row + ELEMENT.end] = until;
    data[row + ELEMENT.next] = elements.count;
  }
}

/** Closes the innermost element with the end tag `[start, end)`. */
function close(scanner: Scanner, start: number, end: number): void {
  const { elements } = scanner.source;
  const row = forget(scanner) * ELEMENT.width;
  elements.data[row + ELEMENT.endTag] = start;
  elements.data[row + ELEMENT.end] = end;
  elements.data[row + ELEMENT.next] = elements.count;
}

/** Takes the innermost element from those that are open. */
function forget(scanner: Scanner): number {
  const element = scanner.open.pop()!;
  closeNamespaces(scanner, element);
  if (scanner.openNames) {
    const name = nameOf(scanner, element);
    const count = scanner.openNames.get(name)!;
    if (count > 1) scanner.openNames.set(name, count - 1);
    else scanner.openNames.delete(name);
  }
  return element;
}

function nameOf({ source }: Scanner, element: number): string {
  const { data } = source.elements;
  const row = element * ELEMENT.width;
  return source.text.slice(data[row + ELEMENT.nameStart]!, data[row + ELEMENT.nameEnd]!);
}

const LINE_FEED = 0x0a;
const GREATER = 0x3e;
