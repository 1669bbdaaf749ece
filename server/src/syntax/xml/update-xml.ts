import type { Block } from '../../text/block';
import { changedLines } from '../../text/changed-lines';
import type { Span } from '../../text/span';
import type { TextLines } from '../../text/text-lines';
import type { IntTable } from './int-table';
import { readXml } from './read-xml';
import { TableDocument } from './table-document';
import { ATTRIBUTE, ELEMENT, NO_VALUE, newSource, nothingRead } from './xml-source';

/** The next version of a document. */
export interface UpdatedXml {
  readonly document: TableDocument;
  /**
   * Where a place of the earlier version is now, if the two differ only in what nobody asked the earlier one for: then all
   * that was made of that holds for this one as well. `undefined`: they differ in more.
   */
  readonly moved: ((span: Span) => Span) | undefined;
}

/** `[start, oldEnd)` of a text gave way to what is now `[start, newEnd)`. */
interface TextEdit {
  readonly start: number;
  readonly oldEnd: number;
  readonly newEnd: number;
}

/** What an edit is inside of: all of it stands in `[start, end)`, and no other place of the tables does. */
interface Inside {
  readonly kind: 'text' | 'value' | 'comment';
  readonly start: number;
  readonly end: number;
  /** The row of the last element that begins in front of it. */
  readonly element: number;
  /** That of the attribute. */
  readonly attribute: number;
}

/**
 * Reads the next version of a text. An edit inside of a text, a value or a comment changes no element: nothing is read
 * again, and what stands behind it only moves.
 */
export function updateXml(text: TextLines, previous: TableDocument, before: TextLines): UpdatedXml {
  const old = previous.block.text;
  const { whole, edit } = editOf(text, before, old);
  if (edit.start === edit.oldEnd && edit.start === edit.newEnd) return { document: previous, moved: (span) => span };
  const inside = previous.problems.length > 0 || previous.templated ? undefined : insideOf(previous, edit);
  if (!inside || !isPlain(inside, edit, old, whole)) return { document: readXml(text), moved: undefined };
  const shift = edit.newEnd - edit.oldEnd;
  const { source } = previous;
  const { reads } = source;
  // Where nothing stood, places in front of it and behind it are the same.
  const quiet = inside.start < inside.end && !isRead(previous, inside, whole, shift);
  const block: Block = { text: whole, lineCount: text.lineCount };
  const [elements, attributes] = moveTables(previous, inside, shift);
  const updated = newSource(
    block,
    elements,
    attributes,
    source.namespaces,
    quiet ? reads : nothingRead(elements.count, attributes.count),
    source.shapes,
  );
  const place = (at: number): number => (at < inside.end ? at : at + shift);
  const document = new TableDocument(updated, [], false, previous.commentPlaces.map(place));
  const moved = (span: Span): Span => ({ block, start: place(span.start), end: place(span.end) });
  return { document, moved: quiet ? moved : undefined };
}

/** The new text, and what became of the old one. */
function editOf(text: TextLines, before: TextLines, old: string): { whole: string; edit: TextEdit } {
  const { start: line, oldEnd, newEnd } = changedLines(before.lines, text.lines);
  let start = 0;
  for (let i = 0; i < line; i++) start += text.lines[i]!.length;
  const removed = before.lines.slice(line, oldEnd).join('');
  const inserted = text.lines.slice(line, newEnd).join('');
  const whole = old.slice(0, start) + inserted + old.slice(start + removed.length);
  const most = Math.min(removed.length, inserted.length);
  let same = 0;
  while (same < most && removed.charCodeAt(same) === inserted.charCodeAt(same)) same += 1;
  let behind = 0;
  while (
    behind < most - same &&
    removed.charCodeAt(removed.length - 1 - behind) === inserted.charCodeAt(inserted.length - 1 - behind)
  )
    behind += 1;
  return {
    whole,
    edit: {
      start: start + same,
      oldEnd: start + removed.length - behind,
      newEnd: start + inserted.length - behind,
    },
  };
}

/** The text, value or comment that an edit is inside of. */
function insideOf({ source, commentPlaces }: TableDocument, { start, oldEnd }: TextEdit): Inside | undefined {
  const { data, count } = source.elements;
  let element = -1;
  for (let low = 0, high = count - 1; low <= high; ) {
    const middle = (low + high) >> 1;
    if (data[middle * ELEMENT.width + ELEMENT.nameStart]! <= start) {
      element = middle;
      low = middle + 1;
    } else high = middle - 1;
  }
  for (let i = 0; i < commentPlaces.length; i += 2) {
    const [from, to] = [commentPlaces[i]!, commentPlaces[i + 1]!];
    if (from + 4 <= start && oldEnd <= to - 3) return { kind: 'comment', start: from, end: to, element, attribute: -1 };
  }
  if (element < 0) return undefined;
  const row = element * ELEMENT.width;
  const [tagEnd, endTag] = [data[row + ELEMENT.tagEnd]!, data[row + ELEMENT.endTag]!];
  if (tagEnd <= start && oldEnd <= endTag && data[row + ELEMENT.next] === element + 1)
    return { kind: 'text', start: tagEnd, end: endTag, element, attribute: -1 };
  if (start >= tagEnd) return undefined;
  const { data: values, count: attributes } = source.attributes;
  for (let i = data[row + ELEMENT.attributes]!; i < attributes; i++) {
    const valueStart = values[i * ATTRIBUTE.width + ATTRIBUTE.valueStart]!;
    const valueEnd = values[i * ATTRIBUTE.width + ATTRIBUTE.valueEnd]!;
    if (valueStart > start) break;
    if (oldEnd > valueEnd || source.text.startsWith('xmlns', values[i * ATTRIBUTE.width])) continue;
    return { kind: 'value', start: valueStart, end: valueEnd, element, attribute: i };
  }
  return undefined;
}

/** Whether all of it means nothing but itself, before the edit and after it. */
function isPlain({ kind, start, end }: Inside, edit: TextEdit, old: string, whole: string): boolean {
  if (kind === 'comment')
    return isHarmless(old, edit.start - 1, edit.oldEnd + 1) && isHarmless(whole, edit.start - 1, edit.newEnd + 1);
  const quote = old.charCodeAt(start - 1);
  if (kind === 'value' && (old.charCodeAt(end) !== quote || (quote !== 0x22 && quote !== 0x27))) return false;
  const shift = edit.newEnd - edit.oldEnd;
  return (
    isOrdinary(old, edit.start, edit.oldEnd, false) &&
    isOrdinary(whole, edit.start, edit.newEnd, false) &&
    isOrdinary(old, start, end, kind === 'text') &&
    isOrdinary(whole, start, end + shift, kind === 'text')
  );
}

/** Whether of `[start, end)` no character means anything, neither to XML nor to a template. */
function isOrdinary(text: string, start: number, end: number, lines: boolean): boolean {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80 ? !ORDINARY[code] && !(lines && (code === 0x0a || code === 0x0d)) : code >= 0xd800) return false;
  }
  return true;
}

/** The same of a part of a comment, which two hyphens would end. */
function isHarmless(text: string, start: number, end: number): boolean {
  return isOrdinary(text, start, end, false) && !text.slice(start, end).includes('-');
}

const ORDINARY = new Uint8Array(0x80);
for (let code = 0x20; code < 0x7f; code++) ORDINARY[code] = 1;
ORDINARY[0x09] = 1;
for (const character of '<>&{}%$@#[]\'"=') ORDINARY[character.charCodeAt(0)] = 0;

/** Whether somebody has asked for it. Of comments only those count that speak to us. */
function isRead({ source }: TableDocument, inside: Inside, whole: string, shift: number): boolean {
  const { kind, start, end, element, attribute } = inside;
  if (kind === 'text') return source.reads.texts[element] === 1;
  if (kind === 'value') return source.reads.values[attribute] === 1;
  return source.text.slice(start, end).includes('memslot') || whole.slice(start, end + shift).includes('memslot');
}

/** The tables, with every place behind an edit moved. */
function moveTables({ source }: TableDocument, inside: Inside, shift: number): [IntTable, IntTable] {
  const { kind, end, element, attribute } = inside;
  const elements = source.elements.copy();
  const attributes = source.attributes.copy();
  const { data } = elements;
  for (let row = 0; row <= element * ELEMENT.width; row += ELEMENT.width) {
    if (data[row + ELEMENT.endTag]! >= end) data[row + ELEMENT.endTag]! += shift;
    if (data[row + ELEMENT.end]! >= end) data[row + ELEMENT.end]! += shift;
  }
  if (kind === 'value') data[element * ELEMENT.width + ELEMENT.tagEnd]! += shift;
  for (let row = (element + 1) * ELEMENT.width; row < data.length; row += ELEMENT.width) {
    data[row + ELEMENT.nameStart]! += shift;
    data[row + ELEMENT.nameEnd]! += shift;
    data[row + ELEMENT.tagEnd]! += shift;
    if (data[row + ELEMENT.endTag]! >= 0) data[row + ELEMENT.endTag]! += shift;
    data[row + ELEMENT.end]! += shift;
  }
  const values = attributes.data;
  let next =
    element + 1 < elements.count ? data[(element + 1) * ELEMENT.width + ELEMENT.attributes]! : attributes.count;
  if (kind === 'value') {
    values[attribute * ATTRIBUTE.width + ATTRIBUTE.valueEnd]! += shift;
    values[attribute * ATTRIBUTE.width + ATTRIBUTE.end]! += shift;
    next = attribute + 1;
  }
  for (let row = next * ATTRIBUTE.width; row < values.length; row += ATTRIBUTE.width) {
    values[row + ATTRIBUTE.nameStart]! += shift;
    values[row + ATTRIBUTE.nameEnd]! += shift;
    if (values[row + ATTRIBUTE.valueStart] !== NO_VALUE) {
      values[row + ATTRIBUTE.valueStart]! += shift;
      values[row + ATTRIBUTE.valueEnd]! += shift;
    }
    values[row + ATTRIBUTE.end]! += shift;
  }
  return [elements, attributes];
}
