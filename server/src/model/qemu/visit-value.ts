import type { JsonValue } from '../../syntax/json/json-value';
import type { Carrier } from '../../syntax/qemu/argument-list';
import { U64_LIMIT } from '../../text/u64';
import { wordText } from '../../text/word';
import { parseBoolean } from './parse-boolean';
import { parseInteger, wrapToU64 } from './parse-integer';
import type { Property } from './property';
import type { QemuVersion } from './qemu-version';
import { isSizeError, readSize } from './read-size';

/** The types that properties have in QEMU's schema. */
export type ValueType =
  | 'size'
  | 'bool'
  | 'str'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'int32'
  | 'uint16List'
  | readonly string[];

/** Which of QEMU's visitors reads a value. `opts`: -object and -numa words; `keyval`: -machine, -device, readconfig, HMP. */
export type Visitor = 'opts' | 'keyval' | 'json';

/** A value that was read; `value` is `undefined` when it is not known. Or QEMU's words about why it cannot be read. */
export type Visited<T> = { readonly value: T | undefined; readonly fault?: undefined } | { readonly fault: string };

/** The visitor that reads an option of this carrier. `schema`: the option is read by its QAPI schema, as -object is. */
export function visitorOf(carrier: Carrier, schema: boolean): Visitor {
  if (carrier === 'json') return 'json';
  return schema && carrier === 'command-line' ? 'opts' : 'keyval';
}

/** Elements of a list have no name. */
const OUT_OF_UINT16 = "Parameter 'null' expects uint16_t";

/** qapi/opts-visitor.c: OPTS_VISITOR_RANGE_MAX. */
const MOST_IN_A_RANGE = 65536n;

/** Lists longer than this are not put together: nothing that is meant seriously is so long. */
const MOST_VALUES = 200000;

/** Reads a size. (qapi/opts-visitor.c: opts_type_size; qapi/qobject-input-visitor.c: …_type_size_keyval, …_type_uint64) */
export function visitSize(
  property: Property,
  visitor: Visitor,
  version: QemuVersion,
  name = property.name,
): Visited<bigint> {
  if (visitor === 'json') return visitJsonInteger(property.json, name, 0n, U64_LIMIT - 1n, 'uint64');
  if (property.text === undefined) return { value: undefined };
  const size = readSize(property.text, version);
  if (!isSizeError(size)) return { value: size };
  return { fault: `Parameter '${name}' expects ${visitor === 'opts' ? 'a size value' : 'size'}` };
}

export function visitBoolean(property: Property, visitor: Visitor, name = property.name): Visited<boolean> {
  const json = property.json;
  if (visitor === 'json') {
    if (json === undefined || json.kind === 'unknown') return { value: undefined };
    if (json.kind === 'boolean') return { value: json.value };
    return { fault: `Invalid parameter type for '${name}', expected: boolean` };
  }
  if (property.text === undefined) return { value: undefined };
  const value = parseBoolean(property.text);
  return value === undefined ? { fault: `Parameter '${name}' expects 'on' or 'off'` } : { value };
}

export function visitString(property: Property, visitor: Visitor, name = property.name): Visited<string> {
  if (visitor !== 'json') return { value: property.text };
  const json = property.json;
  if (json === undefined || json.kind === 'unknown') return { value: undefined };
  if (json.kind === 'string') return { value: wordText(json.word) };
  return { fault: `Invalid parameter type for '${name}', expected: string` };
}

/** One of a few words. (qapi/qapi-visit-core.c: input_type_enum) */
export function visitEnum(
  property: Property,
  visitor: Visitor,
  words: readonly string[],
  name = property.name,
): Visited<string> {
  const text = visitString(property, visitor, name);
  if (text.fault !== undefined || text.value === undefined || words.includes(text.value)) return text;
  return { fault: `Parameter '${name}' does not accept value '${text.value}'` };
}

/** An unsigned integer of `bits` bits; larger ones that still fit 64 bits have a message of their own. */
export function visitUnsigned(
  property: Property,
  visitor: Visitor,
  bits: 8 | 16 | 32 | 64,
  name = property.name,
): Visited<bigint> {
  const read = visitU64(property, visitor, name);
  if (read.fault !== undefined || read.value === undefined || read.value < 1n << BigInt(bits)) return read;
  return { fault: `Parameter '${name}' expects uint${bits}_t` };
}

/** A signed 32-bit integer of a device property. */
export function visitInt32(property: Property, visitor: Visitor, name = property.name): Visited<bigint> {
  let value: bigint | undefined;
  if (visitor === 'json') {
    const { json } = property;
    if (json && json.kind !== 'number' && json.kind !== 'unknown') {
      return { fault: `Invalid parameter type for '${name}', expected: integer` };
    }
    const read = visitJsonInteger(property.json, name, -(1n << 63n), (1n << 63n) - 1n, 'integer');
    if (read.fault !== undefined || read.value === undefined) return read;
    value = read.value;
  } else {
    if (property.text === undefined) return { value: undefined };
    value = parseInteger(property.text);
    if (value === undefined || value >= 1n << 63n || value < -(1n << 63n))
      return { fault: `Parameter '${name}' expects integer` };
  }
  return value >= -(1n << 31n) && value < 1n << 31n ? { value } : { fault: `Parameter '${name}' expects int32_t` };
}

function visitU64(property: Property, visitor: Visitor, name: string): Visited<bigint> {
  if (visitor === 'json') return visitJsonInteger(property.json, name, 0n, U64_LIMIT - 1n, 'uint64');
  if (property.text === undefined) return { value: undefined };
  const parsed = parseInteger(property.text);
  const value = parsed === undefined ? undefined : wrapToU64(parsed);
  // The opts visitor takes no sign, the keyval visitor does (parse_uint() and qemu_strtou64()).
  if (value !== undefined && !(visitor === 'opts' && parsed! < 0n)) return { value };
  return { fault: `Parameter '${name}' expects ${visitor === 'opts' ? 'a uint64 value' : 'integer'}` };
}

/** Numbers and ranges of numbers; `properties` are all entries of that key in their order. */
export function visitUint16List(
  properties: readonly Property[],
  visitor: Visitor,
  name: string,
): Visited<readonly bigint[]> {
  if (visitor === 'json') return visitJsonList(properties[properties.length - 1]?.json, name);
  if (visitor === 'keyval') return { fault: `Invalid parameter type for '${name}', expected: array` };
  const values: bigint[] = [];
  let known = true;
  for (const property of properties) {
    if (property.text === undefined || values.length > MOST_VALUES) {
      known = false;
      continue;
    }
    const match = /^\s*(\w+)(?:-(\w+))?$/.exec(property.text);
    const first = match ? parseInteger(match[1]!) : undefined;
    const last = match?.[2] === undefined ? first : parseInteger(match[2]);
    if (first === undefined || last === undefined || last < first || last - first >= MOST_IN_A_RANGE) {
      return { fault: `Parameter '${name}' expects a uint64 value or range` };
    }
    if (last >= 65536n) return { fault: OUT_OF_UINT16 };
    for (let value = first; value <= last; value++) values.push(value);
  }
  return { value: known ? values : undefined };
}

/** `host-nodes.0 = "0"`, `host-nodes.1 = "1"`: the indices of a list in a keyval carrier, without gaps. */
export function visitIndexedList(properties: readonly Property[], name: string): Visited<readonly bigint[]> {
  const byIndex = new Map<string, Property>();
  for (const property of properties) byIndex.set(property.name.slice(name.length + 1), property);
  const values: bigint[] = [];
  let known = true;
  for (let index = 0; index < byIndex.size; index++) {
    const property = byIndex.get(String(index));
    if (property === undefined) return { fault: `Invalid parameter type for '${name}', expected: array` };
    const read = visitUnsigned(property, 'keyval', 64, `${name}.${index}`);
    if (read.fault !== undefined) return read;
    if (read.value !== undefined && read.value >= 65536n) return { fault: OUT_OF_UINT16 };
    if (read.value === undefined) known = false;
    else values.push(read.value);
  }
  return { value: known ? values : undefined };
}

function visitJsonList(json: JsonValue | undefined, name: string): Visited<readonly bigint[]> {
  if (json === undefined || json.kind === 'unknown') return { value: undefined };
  if (json.kind !== 'array') return { fault: `Invalid parameter type for '${name}', expected: array` };
  const values: bigint[] = [];
  let known = true;
  for (let i = 0; i < json.items.length; i++) {
    const read = visitJsonInteger(json.items[i], `${name}[${i}]`, 0n, U64_LIMIT - 1n, 'uint64');
    if (read.fault !== undefined) return read;
    if (read.value === undefined) known = false;
    else if (read.value >= 65536n) return { fault: OUT_OF_UINT16 };
    else values.push(read.value);
  }
  return { value: known ? values : undefined };
}

/** JSON numbers without a fraction or an exponent. A negative number passes for an unsigned one and wraps around. */
function visitJsonInteger(
  json: JsonValue | undefined,
  name: string,
  min: bigint,
  max: bigint,
  type: string,
): Visited<bigint> {
  if (json === undefined || json.kind === 'unknown') return { value: undefined };
  if (json.kind === 'number' && /^-?(0|[1-9][0-9]{0,19})$/.test(json.raw)) {
    const value = BigInt(json.raw);
    if (value >= min && value <= max) return { value };
    if (min === 0n && value < 0n && value >= -(1n << 63n)) return { value: value + U64_LIMIT };
  }
  if (json.kind === 'string' && wordText(json.word) === undefined) return { value: undefined };
  return { fault: `Parameter '${name}' expects ${type}` };
}
