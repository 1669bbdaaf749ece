import type { JsonValue } from '../../syntax/json/json-value';
import type { Carrier, OptionGroup } from '../../syntax/qemu/argument-list';
import type { Span } from '../../text/span';
import { wordText } from '../../text/word';

/** One key of an option with its value as written. */
export interface Property {
  readonly name: string;
  readonly keySpan: Span;
  readonly valueSpan: Span;
  /** The text of the value; `undefined` when it is not known, or when the value is JSON. */
  readonly text: string | undefined;
  /** The value where the carrier is JSON. */
  readonly json: JsonValue | undefined;
}

/** The keys of one option. */
export interface PropertyList {
  readonly option: string;
  readonly carrier: Carrier;
  readonly span: Span;
  /** In the order written; a key that comes twice is here twice, and the last one counts. */
  readonly properties: readonly Property[];
  /** False: there may be keys that cannot be known, so nothing may be called missing. */
  readonly complete: boolean;
}

/** The keys of an option as names and texts. A key that is not known makes the list incomplete. */
export function propertiesOf(group: OptionGroup): PropertyList {
  const properties: Property[] = [];
  let complete = group.complete;
  for (const entry of group.entries) {
    const name = wordText(entry.key);
    if (name === undefined) {
      complete = false;
      continue;
    }
    const value = entry.value;
    properties.push({
      name,
      keySpan: entry.key.span,
      valueSpan: value.kind === 'text' ? value.word.span : value.value.span,
      text: value.kind === 'text' ? wordText(value.word) : undefined,
      json: value.kind === 'json' ? value.value : undefined,
    });
  }
  return { option: group.option, carrier: group.carrier, span: group.span, properties, complete };
}

/**
 * The property of that name that counts: the last one written, but of several ids on a command line the first.
 * (util/qemu-option.c: opts_parse_id)
 */
export function findProperty(list: PropertyList, name: string): Property | undefined {
  if (name === 'id' && list.carrier === 'command-line')
    return list.properties.find((property) => property.name === name);
  for (let i = list.properties.length - 1; i >= 0; i--) {
    if (list.properties[i]!.name === name) return list.properties[i];
  }
  return undefined;
}

/** Every property once, as a QDict keeps them: at the place of its first mention, with its last value. */
export function lastProperties(list: PropertyList): Property[] {
  const byName = new Map<string, Property>();
  for (const property of list.properties) byName.set(property.name, property);
  return [...byName.values()];
}

/** The text of a property, also where it is written as a JSON string; `undefined` when it is not known or not a string. */
export function propertyText(property: Property | undefined): string | undefined {
  if (property === undefined) return undefined;
  if (property.json === undefined) return property.text;
  return property.json.kind === 'string' ? wordText(property.json.word) : undefined;
}
