import { type Span, spanOf } from '../../text/span';

/** A `key=value` of a property string. */
export interface PropertyEntry {
  /** '': a value that stands alone. */
  readonly key: string;
  readonly text: string;
  readonly value: Span;
}

/** The parts of `key=value,key=value`. (pve-common, src/PVE/JSONSchema.pm: parse_property_string) */
export function readProperties({ block, start, end }: Span): readonly PropertyEntry[] {
  const entries: PropertyEntry[] = [];
  let at = start;
  for (const part of block.text.slice(start, end).split(',')) {
    const equals = part.indexOf('=');
    const from = at + equals + 1;
    if (part.trim() !== '')
      entries.push({
        key: part.slice(0, Math.max(equals, 0)),
        text: part.slice(equals + 1),
        value: spanOf(block, from, at + part.length),
      });
    at += part.length + 1;
  }
  return entries;
}
