import type { JsonObject, JsonValue } from '../../syntax/json/json-value';
import { nearestWord } from '../../text/nearest-word';
import type { Span } from '../../text/span';
import { wordText } from '../../text/word';
import type { Repair } from '../libvirt/libvirt-finding';
import { oneOf } from '../libvirt/xml-values';
import { MIB } from '../qemu/units';
import type { GivenFields, GivenValue } from './given-fields';
import type { VmmFinding, VmmSetting } from './vmm-configuration';

/** What a field takes, by Rust's names; a list: the words of an enumeration. `list`: it is read by somebody else. */
export type FieldType = 'u8' | 'u16' | 'u32' | 'u64' | 'usize' | 'bool' | 'string' | 'list' | readonly string[];

/** A field of a structure that serde reads. */
export interface Field {
  readonly type: FieldType;
  /** Markdown: what it does. */
  readonly help: string;
  /** Of a size: what the number counts. */
  readonly unit?: 'bytes' | 'MiB';
  /** `optional`: `null` is as good as nothing. */
  readonly need?: 'required' | 'optional';
}

/** A structure of a configuration. */
export interface Structure {
  /** What its fields stand in: `machine-config`. */
  readonly path: string;
  /** The rules about it begin with this. */
  readonly kind: string;
  readonly fields: { readonly [name: string]: Field };
  /** What becomes of a field that is none of its own. */
  readonly unknown: 'refused' | 'ignored';
}

/** What is read, and what is wrong with it. */
export interface Findings {
  readonly settings: VmmSetting[];
  readonly findings: VmmFinding[];
}

/** Reads an object of JSON into a structure, as serde does. */
export function readJsonFields(object: JsonObject, place: Span, structure: Structure, found: Findings): GivenFields {
  const { path, kind, fields, unknown } = structure;
  const entries = new Map<string, GivenValue>();
  let complete = true;
  const code = `${kind}-field`;
  const report = (span: Span, message: string, said: string | undefined, repairs: readonly Repair[]) =>
    found.findings.push({ code, span, message, ...(said !== undefined && { said }), repairs });
  for (const { key, value } of object.members) {
    const name = wordText(key);
    const field = name === undefined || !Object.hasOwn(fields, name) ? undefined : fields[name]!;
    if (name === undefined) complete = false;
    else if (!field) {
      const meant = nearestWord(name, Object.keys(fields));
      const repairs = meant ? [{ title: `Change to ${meant}`, edits: [{ span: key.span, newText: meant }] }] : [];
      const message = `${path} has no field ${name}.`;
      if (unknown === 'refused') report(key.span, message, `unknown field \`${name}\``, repairs);
      else
        found.findings.push({
          code,
          span: key.span,
          message: `${message} It is ignored.`,
          severity: 'warning',
          repairs,
        });
    } else {
      const read = readValue(value, field);
      if (read.wrong) report(value.span, `${name} is ${typeText(field.type)}.`, read.wrong.said, read.wrong.repairs);
      if (value.kind !== 'null' || field.need !== 'optional')
        entries.set(name, { value: read.value, span: value.span });
      const number = typeof read.value === 'bigint' && field.unit ? read.value : undefined;
      const bytes = number === undefined ? undefined : field.unit === 'MiB' ? number * MIB : number;
      found.settings.push({
        path: `${path}.${name}`,
        name: key.span,
        value: value.span,
        help: field.help,
        size: bytes === undefined ? undefined : { bytes, unit: field.unit },
      });
    }
  }
  for (const [name, { need }] of Object.entries(fields))
    if (need === 'required' && complete && !entries.has(name))
      report(place, `${path} has no ${name}.`, `missing field \`${name}\``, []);
  return { entries, complete, place, whole: object.span };
}

/** The largest number of each type. */
const MOST: { readonly [type: string]: bigint } = {
  u8: 0xffn,
  u16: 0xffffn,
  u32: 0xffff_ffffn,
  u64: 0xffff_ffff_ffff_ffffn,
  usize: 0xffff_ffff_ffff_ffffn,
};

function typeText(type: FieldType): string {
  if (typeof type !== 'string') return oneOf(type.map((word) => `"${word}"`));
  if (type === 'bool') return 'true or false, without quotes';
  if (type === 'string') return 'a string';
  return type === 'list' ? 'a list' : `a whole number up to ${MOST[type]}, without quotes`;
}

interface ReadValue {
  readonly value: GivenValue['value'];
  readonly wrong?: { readonly said: string | undefined; readonly repairs: readonly Repair[] };
}

/** (serde_json, src/de.rs; serde, src/de/mod.rs: Unexpected) */
function readValue(json: JsonValue, { type, need }: Field): ReadValue {
  const unread = { value: undefined };
  if (json.kind === 'unknown' || (json.kind === 'null' && need === 'optional')) return unread;
  const text = json.kind === 'string' ? wordText(json.word) : undefined;
  // A text in the place of something else may be a mark that gives way to it before anybody reads the file.
  if (json.kind === 'string' && (text === undefined || (type !== 'string' && !/^[\w.+-]+$/.test(text)))) return unread;
  const wrong = (said: string | undefined, repairs: readonly Repair[] = []) => ({
    value: undefined,
    wrong: { said, repairs },
  });
  if (typeof type !== 'string') {
    if (text !== undefined && type.includes(text)) return { value: text };
    if (text !== undefined && /^_|^[A-Z][A-Z_]*$|_$/.test(text)) return unread;
    const word = nearestWord(text ?? '', type) ?? type[0]!;
    const said = text === undefined ? undefined : `unknown variant \`${text}\``;
    return wrong(said, [{ title: `Change to "${word}"`, edits: [{ span: json.span, newText: `"${word}"` }] }]);
  }
  if (type === 'string' && text !== undefined) return { value: text };
  if (type === 'bool' && json.kind === 'boolean') return { value: json.value };
  if (type === 'list') return json.kind === 'array' ? unread : wrong(undefined);
  const most = MOST[type];
  const number = json.kind === 'number' && /^-?\d{1,40}$/.test(json.raw) ? BigInt(json.raw) : undefined;
  if (most !== undefined && number !== undefined && number >= 0n && number <= most) return { value: number };
  const expected = type === 'bool' ? 'a boolean' : type === 'string' ? 'a string' : type;
  if (text !== undefined) {
    const isMeant = type === 'bool' ? /^(?:true|false)$/.test(text) : /^\d+$/.test(text);
    // Other words may be marks as well; what begins with a digit is a size or a number.
    if (!isMeant && !/^(?:\d|[Tt]rue$|[Ff]alse$|on$|off$|yes$|no$)/.test(text)) return unread;
    const repairs = isMeant ? [{ title: 'Remove the quotes', edits: [{ span: json.span, newText: text }] }] : [];
    return wrong(`invalid type: string "${text}", expected ${expected}`, repairs);
  }
  if (json.kind === 'boolean') return wrong(`invalid type: boolean \`${json.value}\`, expected ${expected}`);
  if (number !== undefined && most === undefined)
    return wrong(`invalid type: integer \`${number}\`, expected ${expected}`);
  if (number !== undefined && number >= 0n - (1n << 63n) && number < 1n << 64n)
    return wrong(`invalid value: integer \`${number}\`, expected ${expected}`);
  return wrong(json.kind === 'null' ? `invalid type: null, expected ${expected}` : undefined);
}
