import { clip } from '../../text/clip';
import { openNamespaces } from './namespaces';
import { scanAttribute } from './scan-attribute';
import { report, reportExtraRoot, type Scanner } from './scanner';
import { endOfName, isXmlBlank } from './xml-characters';
import { ATTRIBUTE, BROKEN_OFF, ELEMENT, NO_END_TAG } from './xml-source';

/** Reads the start tag whose `<` stands where the scanner is. */
export function scanStartTag(scanner: Scanner): void {
  const { source, open, at } = scanner;
  const { text, elements, attributes } = source;
  const nameEnd = endOfName(text, at + 1);
  const element = elements.count;
  const row = elements.add();
  const first = attributes.count;
  scanner.at = nameEnd;
  const end = scanInside(scanner, at + 1, nameEnd, first);
  const { data } = elements;
  data[row + ELEMENT.nameStart] = at + 1;
  data[row + ELEMENT.nameEnd] = nameEnd;
  data[row + ELEMENT.tagEnd] = scanner.at;
  data[row + ELEMENT.endTag] = end === 'broken' ? BROKEN_OFF : NO_END_TAG;
  data[row + ELEMENT.end] = scanner.at;
  data[row + ELEMENT.next] = element + 1;
  data[row + ELEMENT.attributes] = first;
  data[row + ELEMENT.namespace] = openNamespaces(scanner, element, end === 'empty');
  if (open.length === 0) {
    if (scanner.roots > 0) reportExtraRoot(scanner, at, scanner.at, extraRoot(text.slice(at + 1, nameEnd)));
    scanner.roots += 1;
  }
  if (open.length > DEEPEST && !scanner.tooDeep) {
    scanner.tooDeep = true;
    const message = `This element stands inside ${open.length} others. libxml2, with which libvirt reads XML, refuses more than ${DEEPEST}.`;
    report(scanner, at + 1, nameEnd, message);
  }
  if (end === 'empty') return;
  open.push(element);
  if (scanner.openNames) {
    const name = text.slice(at + 1, nameEnd);
    scanner.openNames.set(name, (scanner.openNames.get(name) ?? 0) + 1);
  }
}

/** Inside so many elements another one may stand. (libxml2's parser.c: xmlParserMaxDepth) */
const DEEPEST = 256;

function extraRoot(name: string): string {
  return `The document ended before <${clip(name)}>: an XML document is one element with everything in it. Remove what follows it, or put one element around all.`;
}

/** Reads what stands behind the name, up to behind the tag. */
function scanInside(scanner: Scanner, name: number, nameEnd: number, first: number): 'open' | 'empty' | 'broken' {
  const { text, templates, attributes } = scanner.source;
  let names: Set<string> | undefined;
  // Behind which the tag's last part stands.
  let part = nameEnd;
  for (;;) {
    const before = scanner.at;
    while (isXmlBlank(text.charCodeAt(scanner.at))) scanner.at += 1;
    const { at } = scanner;
    const character = text[at];
    if (character === '>') {
      scanner.at += 1;
      return 'open';
    }
    if (character === '/' && text[at + 1] === '>') {
      scanner.at += 2;
      return 'empty';
    }
    const mark = character === '{' || character === '<' ? templates.at(at, false) : undefined;
    if (mark) {
      // What is filled in here is an attribute, or more of them.
      if (mark.kind !== 'nothing') scanner.templated = true;
      scanner.at = mark.end;
    } else if (character === undefined || character === '<') {
      scanner.at = part;
      report(scanner, name, nameEnd, `The start tag <${clip(text.slice(name, nameEnd))} has no end: a > is missing.`);
      return 'broken';
    } else {
      const end = endOfName(text, at);
      if (end > at) {
        if (before === at && text[at - 1] !== '}' && text[at - 1] !== '>')
          report(scanner, at, end, `A blank is missing in front of ${clip(text.slice(at, end))}.`);
        names = checkName(scanner, at, end, first, names);
        scanAttribute(scanner, end, attributes.add(), at);
      } else scanJunk(scanner);
    }
    part = scanner.at;
  }
}

/** Something that is no attribute. */
function scanJunk(scanner: Scanner): void {
  const { text } = scanner.source;
  const start = scanner.at;
  let end = start + 1;
  while (end < text.length && !isXmlBlank(text.charCodeAt(end)) && !'<>/{'.includes(text[end]!)) end += 1;
  scanner.at = end;
  const raw = clip(text.slice(start, end));
  report(
    scanner,
    start,
    end,
    `No attribute begins with ${raw}. In a start tag only attributes may stand: name='value'.`,
  );
}

/** So many names are compared with each other; more are put into a set. */
const FEW = 8;

/** Reports a name that another attribute of the element has. */
function checkName(
  scanner: Scanner,
  start: number,
  end: number,
  first: number,
  names: Set<string> | undefined,
): Set<string> | undefined {
  const { text, attributes } = scanner.source;
  const { data, count } = attributes;
  if (count === first) return names;
  const name = text.slice(start, end);
  let twice = false;
  if (count - first < FEW) {
    for (let i = first; i < count && !twice; i++) {
      const row = i * ATTRIBUTE.width;
      const other = data[row + ATTRIBUTE.nameStart]!;
      twice = data[row + ATTRIBUTE.nameEnd]! - other === end - start && text.startsWith(name, other);
    }
  } else {
    if (!names) {
      names = new Set();
      for (let i = first; i < count; i++) {
        const row = i * ATTRIBUTE.width;
        names.add(text.slice(data[row + ATTRIBUTE.nameStart]!, data[row + ATTRIBUTE.nameEnd]!));
      }
    }
    twice = names.has(name);
    names.add(name);
  }
  if (twice)
    report(scanner, start, end, `The attribute ${clip(name)} was given before in this tag. Remove one of them.`);
  return names;
}
