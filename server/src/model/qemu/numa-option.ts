import type { Span } from '../../text/span';
import type { Fact } from './fact';
import { type Finding, refusal } from './finding';
import { findProperty, type Property, type PropertyList, propertyText } from './property';
import type { QemuVersion } from './qemu-version';
import { isSizeError, readSize } from './read-size';
import { MIB } from './units';
import { type Visited, visitEnum, visitSize, visitUint16List, visitUnsigned } from './visit-value';

/** One -numa, and what is wrong with it as such. */
export interface NumaOption {
  /** `undefined` for the other forms (dist, cpu, hmat-lb, hmat-cache) and for what cannot be read. */
  readonly node: NumaNodeOption | undefined;
  readonly findings: readonly Finding[];
}

/** One `-numa node`. `undefined` values: written but not known, or not written, as the spans say. */
export interface NumaNodeOption {
  readonly span: Span;
  readonly nodeId: Fact<bigint>;
  readonly cpus: Fact<readonly bigint[]>;
  /** Bytes; without a suffix they were MiB. */
  readonly mem: Fact<bigint>;
  readonly memdev: Fact<string>;
  /** False: there may be keys that are not known. */
  readonly complete: boolean;
}

const NOT_GIVEN = { value: undefined, span: undefined };

const NODE_KEYS = ['type', 'nodeid', 'cpus', 'mem', 'memdev', 'initiator'];

/** Reads one -numa. (qapi/machine.json: NumaOptions; hw/core/numa.c: parse_numa) */
export function readNumaOption(list: PropertyList, version: QemuVersion): NumaOption {
  const typeProperty = findProperty(list, 'type');
  if (!typeProperty) {
    if (!list.complete) return { node: undefined, findings: [] };
    const message = 'Every -numa needs a type: write node first, as in -numa node,memdev=ID.';
    return {
      node: undefined,
      findings: [refusal('missing-property', list.span, "Parameter 'type' is missing", message)],
    };
  }
  const type = visitEnum(typeProperty, 'opts', ['node', 'dist', 'cpu', 'hmat-lb', 'hmat-cache']);
  if (type.fault !== undefined) {
    const message = `'${propertyText(typeProperty)}' is not a form of -numa: it is node, dist, cpu, hmat-lb or hmat-cache.`;
    return { node: undefined, findings: [refusal('malformed-value', typeProperty.valueSpan, type.fault, message)] };
  }
  if (type.value !== 'node') return { node: undefined, findings: [] };

  const findings: Finding[] = [];
  const given = <T>(name: string, visit: (property: Property) => Visited<T>): Fact<T> => {
    const property = findProperty(list, name);
    if (!property) return NOT_GIVEN;
    const read = visit(property);
    if (read.fault === undefined) return { value: read.value, span: property.valueSpan };
    findings.push(
      refusal(
        'malformed-value',
        property.valueSpan,
        read.fault,
        `'${propertyText(property)}' is not a value that ${name} can have.`,
      ),
    );
    return { value: undefined, span: property.valueSpan };
  };
  const node: NumaNodeOption = {
    span: list.span,
    nodeId: given('nodeid', (property) => visitUnsigned(property, 'opts', 16)),
    cpus: given('cpus', () =>
      visitUint16List(
        list.properties.filter((property) => property.name === 'cpus'),
        'opts',
        'cpus',
      ),
    ),
    mem: given('mem', (property) => visitMem(property, version)),
    memdev: given('memdev', (property) => ({ value: propertyText(property) })),
    complete: list.complete,
  };
  for (const property of list.properties) {
    if (NODE_KEYS.includes(property.name)) continue;
    const words = `Invalid parameter '${property.name}'`;
    findings.push(
      refusal(
        'unknown-property',
        property.keySpan,
        words,
        `-numa node has no key ${property.name}: it knows ${NODE_KEYS.slice(1).join(', ')}.`,
      ),
    );
  }
  return { node, findings };
}

/**
 * A size like any other, which is then read again: without a suffix it counts MiB. A number of MiB that does not fit 64
 * bits is no error there, and what becomes of it is left to chance. (hw/core/numa.c: set_numa_options, qemu_strtosz_MiB)
 */
function visitMem(property: Property, version: QemuVersion): Visited<bigint> {
  const bytes = visitSize(property, 'opts', version);
  if (bytes.fault !== undefined || property.text === undefined) return bytes;
  const size = readSize(property.text, version, MIB);
  return { value: isSizeError(size) ? undefined : size };
}
