import { hex, writeListSize } from '../model/format';
import type { Quantity } from '../model/quantity';
import type { SetMemoryRegion } from '../model/slot-operation';
import type { Block } from '../text/block';
import { type Span, spanOf, spanText } from '../text/span';
import type { Edit, Fix } from './define-rule';

/** Writes `value` in the place of a quantity, in hexadecimal if that is how the old one was written. `undefined`: it has no place. */
export function writeValue(quantity: Pick<Quantity, 'span'> | undefined, value: bigint): Edit | undefined {
  if (!quantity?.span || value < 0n) return undefined;
  return { span: quantity.span, newText: writeLike(spanText(quantity.span), value) };
}

/** `value` in hexadecimal if `model` is, else with the unit that fits. */
export function writeLike(model: string, value: bigint): string {
  return /0x/i.test(model) ? hex(value) : writeListSize(value);
}

/** Inserts a line before a block. */
export function insertLineBefore(block: Block, line: string): Edit {
  return { span: spanOf(block, 0, 0), newText: line + lineEndOf(block) };
}

/** `Slot#3: size=0`: the declaration that deletes a slot. */
export function deletionOf({ slot, addressSpace }: SetMemoryRegion): string | undefined {
  if (slot.value === undefined || addressSpace.value === undefined) return undefined;
  return `Slot#${slot.value}: ${addressSpace.value > 0n ? `as=${addressSpace.value}, ` : ''}size=0`;
}

/** Takes a field `name=value`, or a head such as `AddrSpace#1`, with its separator out of a declaration; the span is the value's. */
export function removeField(value: Span): Edit {
  const { text } = value.block;
  let start = value.start;
  while (start > 0 && !/[=#]/.test(text[start - 1]!)) start--;
  if (start > 0) start--;
  while (start > 0 && /[A-Za-z0-9_-]/.test(text[start - 1]!)) start--;
  while (start > 0 && /[ \t,]/.test(text[start - 1]!)) start--;
  // A field right behind the head leaves the blank that separates the next one.
  return { span: spanOf(value.block, start, value.end), newText: '' };
}

/** The fix that takes out the whole declaration that something stands in. */
export function removeDeclaration({ block }: Span): readonly Fix[] {
  const edits = [{ span: spanOf(block, 0, block.text.length), newText: '' }];
  return [{ title: 'Remove the declaration', edits, preferred: true, safe: true }];
}

function lineEndOf({ text }: Block): string {
  return text.endsWith('\r\n') ? '\r\n' : text.endsWith('\r') ? '\r' : '\n';
}
