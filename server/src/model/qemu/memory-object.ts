import type { Span } from '../../text/span';
import { findObjectType, type ObjectType } from './backend-types';
import { type Finding, refusal } from './finding';
import { firstKeyLeft } from './hash-table-order';
import { isWellFormedId } from './identifier';
import { findProperty, lastProperties, type Property, type PropertyList, propertyText } from './property';
import { inPropertyOrder } from './property-order';
import type { QemuSetting } from './qemu-setting';
import { qemuAtLeast } from './qemu-version';
import {
  type Visited,
  type Visitor,
  visitBoolean,
  visitEnum,
  visitIndexedList,
  visitorOf,
  visitSize,
  visitString,
  visitUint16List,
  visitUnsigned,
} from './visit-value';

/** The value of one property of an object, read by its type. */
export interface ObjectValue {
  readonly name: string;
  /** `undefined`: written, but not known. */
  readonly value: bigint | boolean | string | readonly bigint[] | undefined;
  readonly span: Span;
}

/** One -object with its properties read; whatever could not be read is left out and named by a finding. */
export interface MemoryObject {
  readonly list: PropertyList;
  /** The qom-type as written; `undefined` when it is not known. */
  readonly typeName: string | undefined;
  readonly typeSpan: Span;
  /** `undefined`: a type whose properties are not known here. */
  readonly type: ObjectType | undefined;
  readonly id: string | undefined;
  readonly idSpan: Span;
  /** In the order of the schema. */
  readonly values: readonly ObjectValue[];
  /** Whether QEMU reads the option as far as this; otherwise it ends before anything is created. */
  readonly accepted: boolean;
}

/**
 * Reads an -object as QEMU's schema does: the members in the order of the schema, then the keys that are none of them.
 * (system/vl.c: object_option_parse; qapi/opts-visitor.c; qapi/qobject-input-visitor.c)
 */
export function readObject(
  list: PropertyList,
  takenIds: ReadonlyMap<string, Span>,
  setting: QemuSetting,
): { object: MemoryObject; findings: Finding[] } {
  const findings: Finding[] = [];
  const visitor = visitorOf(list.carrier, true);
  const typeProperty = findProperty(list, 'qom-type');
  const idProperty = findProperty(list, 'id');
  const id = propertyText(idProperty);
  const typeName = propertyText(typeProperty);
  const type = typeName === undefined ? undefined : findObjectType(typeName);

  // A list with numbered keys is put together before anything of it is read.
  const broken = visitor === 'keyval' ? checkListKeys(list) : undefined;
  if (broken) findings.push(broken);
  // Words of a command line become QemuOpts first, where the id is checked (util/qemu-option.c: qemu_opts_create).
  if (visitor === 'opts' && idProperty && id !== undefined) findings.push(...checkId(id, idProperty, takenIds));
  findings.push(...checkType(list, typeProperty, typeName, type, setting, visitor));
  const known = typeName === undefined || type !== undefined;
  if (known && findings.length === 0 && !idProperty && list.complete) {
    findings.push(
      refusal(
        'missing-property',
        list.span,
        "Parameter 'id' is missing",
        'An object needs an id, by which others refer to it: add id=NAME.',
      ),
    );
  }
  const values: ObjectValue[] = [];
  if (type && !broken) findings.push(...readMembers(list, type, visitor, setting, values));
  const object: MemoryObject = {
    list,
    typeName,
    typeSpan: typeProperty?.valueSpan ?? list.span,
    type,
    id,
    idSpan: idProperty?.valueSpan ?? list.span,
    values,
    accepted: findings.every((finding) => finding.severity !== 'error'),
  };
  return { object, findings };
}

/**
 * The keys of a list, `host-nodes.0`, `host-nodes.1`, … have no gaps and stand alone.
 * (qobject/block-qdict.c: qdict_crumple for -readconfig; util/keyval.c: keyval_listify for HMP)
 */
function checkListKeys(list: PropertyList): Finding | undefined {
  const name = 'host-nodes';
  const indexed = list.properties.filter((property) => property.name.startsWith(`${name}.`));
  const first = indexed[0];
  if (!first || !list.complete) return undefined;
  const crumpled = list.carrier === 'readconfig';
  if (list.properties.some((property) => property.name === name)) {
    const words = crumpled ? 'Cannot mix scalar and non-scalar keys' : `Parameters '${name}.*' used inconsistently`;
    return refusal(
      'malformed-value',
      first.keySpan,
      words,
      `Write either ${name} or ${name}.0, ${name}.1, …, not both.`,
    );
  }
  const indices = new Set(indexed.map((property) => property.name.slice(name.length + 1)));
  let largest = 0;
  for (const index of indices) {
    if (!/^(0|[1-9][0-9]{0,4})$/.test(index)) return undefined;
    largest = Math.max(largest, Number(index));
  }
  if (largest === indices.size - 1) return undefined;
  let missing = 0;
  while (indices.has(String(missing))) missing += 1;
  const words = crumpled
    ? `List indices are not contiguous, saw ${indices.size} elements but ${largest} largest index`
    : `Parameter '${name}.${missing}' missing`;
  return refusal(
    'malformed-value',
    first.keySpan,
    words,
    `The numbers of a list begin at 0 and have no gaps: ${name}.${missing} is missing.`,
  );
}

/** What an id must be like, in the words of QEMU's command line. */
function checkId(id: string, property: Property, taken: ReadonlyMap<string, Span>): Finding[] {
  if (!isWellFormedId(id)) return [malformedId(id, property.valueSpan)];
  const other = taken.get(id);
  if (!other) return [];
  return [
    refusal(
      'duplicate-id',
      property.valueSpan,
      `Duplicate ID '${id}' for object`,
      `Another object is called ${id} already; every id must be used once.`,
      [{ span: other, message: `the first object called ${id}` }],
    ),
  ];
}

export function malformedId(id: string, span: Span): Finding {
  return refusal(
    'malformed-id',
    span,
    "Parameter 'id' expects an identifier",
    `'${id}' cannot be an id: identifiers consist of letters, digits, '-', '.' and '_', and start with a letter.`,
  );
}

function checkType(
  list: PropertyList,
  property: Property | undefined,
  name: string | undefined,
  type: ObjectType | undefined,
  setting: QemuSetting,
  visitor: Visitor,
): Finding[] {
  if (!property) {
    if (!list.complete) return [];
    const message = `An object needs a type: write ${visitor === 'opts' ? 'it first' : 'qom-type'}, such as memory-backend-ram.`;
    return [refusal('missing-property', list.span, "Parameter 'qom-type' is missing", message)];
  }
  if (name === undefined) return [];
  const words = `Parameter 'qom-type' does not accept value '${name}'`;
  if (type === undefined) {
    // Only the family of memory backends is known fully; other objects are none of our business.
    if (!name.startsWith('memory-backend') || name === 'memory-backend') return [];
    return [refusal('unknown-object-type', property.valueSpan, words, `QEMU has no object type ${name}.`)];
  }
  if (qemuAtLeast(setting.version, type.since)) return [];
  return [
    refusal(
      'unknown-object-type',
      property.valueSpan,
      words,
      `${name} came with QEMU ${type.since}; this is for an older one.`,
    ),
  ];
}

function readMembers(
  list: PropertyList,
  type: ObjectType,
  visitor: Visitor,
  setting: QemuSetting,
  values: ObjectValue[],
): Finding[] {
  const findings: Finding[] = [];
  const members = type.properties.filter((member) => qemuAtLeast(setting.version, member.since));
  const seen = new Set(['qom-type', 'id']);
  for (const member of members) {
    seen.add(member.name);
    const all = list.properties.filter((property) => property.name === member.name);
    const indexed =
      member.type === 'uint16List'
        ? list.properties.filter((property) => property.name.startsWith(`${member.name}.`))
        : [];
    const property = all[all.length - 1];
    let read: Visited<ObjectValue['value']>;
    let span: Span;
    if (visitor === 'keyval' && indexed.length > 0 && !property) {
      for (const one of indexed) seen.add(one.name);
      read = visitIndexedList(indexed, member.name);
      span = indexed[0]!.valueSpan;
    } else if (property) {
      read = visit(property, all, member.type, visitor, setting);
      span = property.valueSpan;
    } else {
      if (member.mandatory && list.complete) {
        const message = `${type.name} needs ${member.name}. ${member.summary}`;
        findings.push(refusal('missing-property', list.span, `Parameter '${member.name}' is missing`, message));
      }
      continue;
    }
    if (read.fault === undefined) values.push({ name: member.name, value: read.value, span });
    else
      findings.push(
        refusal('malformed-value', span, read.fault, `${describeFault(member.name, member.type, property, visitor)}`),
      );
  }
  findings.push(...unknownProperties(list, type, visitor, seen));
  return findings;
}

/** The keys that the type does not have, the one that QEMU names first. */
function unknownProperties(
  list: PropertyList,
  type: ObjectType,
  visitor: Visitor,
  known: ReadonlySet<string>,
): Finding[] {
  if (type.open) return [];
  const unknown = new Map<string, Property>();
  for (const property of list.properties) if (!known.has(property.name)) unknown.set(property.name, property);
  if (unknown.size === 0) return [];
  const named = unknown.size > 1 ? firstUnknown(list, visitor, known) : undefined;
  const order = [...unknown.values()].sort((a, b) => Number(b.name === named) - Number(a.name === named));
  return order.map((property) => {
    const later = type.properties.find((member) => member.name === property.name);
    const words =
      visitor === 'opts' ? `Invalid parameter '${property.name}'` : `Parameter '${property.name}' is unexpected`;
    const message = later
      ? `${property.name} came with QEMU ${later.since}; this is for an older one.`
      : property.name === 'props'
        ? 'The nested props of object-add went with QEMU 6.0: write its members beside qom-type and id.'
        : `${type.name} has no property ${property.name}.${suggestion(property.name, type)}`;
    return refusal('unknown-property', property.keySpan, words, message);
  });
}

function firstUnknown(list: PropertyList, visitor: Visitor, known: ReadonlySet<string>): string | undefined {
  const properties = lastProperties(list);
  // A command line's id goes in last; of a dictionary the keys go in as it is walked.
  const names =
    visitor === 'opts'
      ? [...properties.map((property) => property.name).filter((name) => name !== 'id'), 'id']
      : inPropertyOrder(properties).map((property) => property.name);
  return firstKeyLeft(
    names,
    [...known].filter((name) => names.includes(name)),
  );
}

function visit(
  property: Property,
  all: readonly Property[],
  type: ObjectType['properties'][number]['type'],
  visitor: Visitor,
  setting: QemuSetting,
): Visited<ObjectValue['value']> {
  switch (type) {
    case 'size':
      return visitSize(property, visitor, setting.version);
    case 'bool':
      return visitBoolean(property, visitor);
    case 'str':
      return visitString(property, visitor);
    case 'uint16List':
      return visitUint16List(all, visitor, property.name);
    case 'uint16':
      return visitUnsigned(property, visitor, 16);
    case 'uint32':
      return visitUnsigned(property, visitor, 32);
    case 'uint64':
    case 'int32':
      return visitUnsigned(property, visitor, 64);
    default:
      return visitEnum(property, visitor, type);
  }
}

/** What a value of that type looks like, for a person. */
function describeFault(
  name: string,
  type: ObjectType['properties'][number]['type'],
  property: Property | undefined,
  visitor: Visitor,
): string {
  const written = propertyText(property);
  const given = written === undefined ? 'This' : `'${written}'`;
  if (type === 'size') {
    const form =
      visitor === 'json'
        ? 'a plain number of bytes'
        : 'a number with at most one suffix letter (B, K, M, G, T, P, E), such as 4G';
    return `${given} is not a size: ${name} is ${form}.`;
  }
  if (type === 'bool')
    return `${given} is not a boolean: ${name} is ${visitor === 'json' ? 'true or false, without quotes' : 'on or off'}.`;
  if (type === 'uint16List') {
    const form =
      visitor === 'json'
        ? 'an array of numbers'
        : visitor === 'keyval'
          ? `written ${name}.0, ${name}.1, …`
          : 'a number or a range such as 0-3';
    return `${given} is not a list of numbers: here ${name} is ${form}.`;
  }
  if (type === 'str') return `${given} is not a string.`;
  if (typeof type === 'string') return `${given} is not a number that ${name} can have.`;
  return `${given} is not a ${name}: it is one of ${type.join(', ')}.`;
}

const MISSPELLINGS: ReadonlyMap<string, string> = new Map([
  ['shared', 'share'],
  ['sizes', 'size'],
  ['mem_path', 'mem-path'],
  ['path', 'mem-path'],
  ['mempath', 'mem-path'],
  ['huge', 'hugetlb'],
  ['hugepages', 'hugetlb'],
  ['hugepage', 'hugetlb'],
  ['hugepagesize', 'hugetlbsize'],
  ['preallocate', 'prealloc'],
  ['host_nodes', 'host-nodes'],
  ['nodes', 'host-nodes'],
  ['read-only', 'readonly'],
]);

function suggestion(name: string, type: ObjectType): string {
  const meant = MISSPELLINGS.get(name);
  return meant && type.properties.some((member) => member.name === meant) ? ` It is called ${meant}.` : '';
}
