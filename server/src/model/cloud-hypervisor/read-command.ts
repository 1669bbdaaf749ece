import { type OptionValue, readOptions } from '../../syntax/cloud-hypervisor/read-options';
import type { ArgumentList } from '../../syntax/qemu/argument-list';
import { nearestWord } from '../../text/nearest-word';
import { type Span, spanText } from '../../text/span';
import { type Word, wordText } from '../../text/word';
import type { HostProfile } from '../qemu/host-profile';
import { GIB, KIB, MIB } from '../qemu/units';
import type { GivenFields, GivenValue } from '../vmm/given-fields';
import type { Field, Findings } from '../vmm/json-fields';
import { NOTHING_READ, type VmmConfiguration } from '../vmm/vmm-configuration';
import { checkMemory } from './check-memory';
import { MEMORY_FIELDS, ZONE_FIELDS } from './memory-fields';
import { planMemory, plannedMachine, type WrittenMemory } from './memory-plan';

/** Reads the memory of a guest from the options of a command. (vmm/src/vm_config.rs: MemoryConfig::parse) */
export function readCloudHypervisorCommand(list: ArgumentList, host: HostProfile): VmmConfiguration {
  const { values, complete } = readOptions(list);
  const all = (option: string) => values.filter((value) => value.option === option);
  const memories = all('--memory');
  const zoneValues = all('--memory-zone');
  if (memories.length > 1 || memories.length + zoneValues.length === 0) return NOTHING_READ;
  const found: Findings = { settings: [], findings: [] };
  const place = list.program.span;
  const memory = memories[0]
    ? readFields(memories[0], OPTION_FIELDS, found)
    : { entries: new Map(), complete, place, whole: place };
  const zones = zoneValues.map((value) => readFields(value, ZONE_FIELDS, found));
  for (const zone of zones)
    if (zone.complete && !zone.entries.has('id'))
      found.findings.push({
        code: 'cloud-hypervisor-field',
        span: zone.place,
        message: 'A zone needs an id.',
        said: 'Error parsing --memory-zone: id missing',
      });
  const written: WrittenMemory = {
    memory,
    zones: complete ? zones : undefined,
    nodes: all('--numa').map(({ entries }) => {
      const value = (name: string) => entries.findLast(({ key }) => wordText(key) === name)?.value;
      const id = value('guest_numa_id');
      const names = value('memory_zones');
      const text = names && wordText(names);
      const listed = text?.replace(/^\[|\]$/g, '').split(',') ?? [];
      return {
        id: id && wordText(id),
        zones: listed.flatMap((name) => (name === '' ? [] : [{ name, span: names!.span }])),
      };
    }),
    sharers: values.flatMap(({ option, optionSpan: span, entries }): WrittenMemory['sharers'] => {
      if (option === '--user-device') return [{ span, kind: 'user devices' }];
      const isShared =
        option === '--fs' ||
        ((option === '--disk' || option === '--net') &&
          entries.some(
            ({ key, value }) => wordText(key) === 'vhost_user' && value && toggleOf(wordText(value) ?? 'off'),
          ));
      return isShared ? [{ span, kind: 'vhost-user' }] : [];
    }),
    style: 'options',
  };
  const plan = planMemory(written, host);
  return {
    machines: [plannedMachine(plan, place, host)],
    settings: found.settings,
    findings: [...found.findings, ...checkMemory(plan, host)],
    comments: [],
  };
}

/** An option has no list of zones; a file of all memory is taken, and means nothing any more. */
const OPTION_FIELDS: { readonly [name: string]: Field } = Object.fromEntries([
  ...Object.entries(MEMORY_FIELDS).filter(([name]) => name !== 'zones'),
  ['file', { type: 'string', help: 'nothing any more' }],
]);

function readFields(
  { option, optionSpan, span, entries: written, complete }: OptionValue,
  fields: { readonly [name: string]: Field },
  { settings, findings }: Findings,
): GivenFields {
  const entries = new Map<string, GivenValue>();
  for (const { key, value } of written) {
    const name = wordText(key)!;
    const field = Object.hasOwn(fields, name) ? fields[name]! : undefined;
    if (!field) {
      // Marks of templates are no names.
      if (!/^\w+$/.test(name) || /^_|_$/.test(name)) continue;
      const meant = nearestWord(name, Object.keys(fields));
      findings.push({
        code: 'cloud-hypervisor-field',
        span: key.span,
        message: `${option} has no field ${name}.`,
        said: `Unknown option: ${name}`,
        repairs:
          meant && isWritten(key, span)
            ? [{ title: `Change to ${meant}`, edits: [{ span: key.span, newText: meant }] }]
            : [],
      });
      continue;
    }
    const text = value && wordText(value);
    // What is empty is as good as not there.
    if (!value || text === '') continue;
    const read = text === undefined ? undefined : readValue(text.trim(), field);
    if (text !== undefined && read === undefined && /^[+-]?[\d.]|^[a-z]+$/i.test(text) && !/^[A-Z]{2,}$/.test(text))
      findings.push({
        code: 'cloud-hypervisor-field',
        span: value.span,
        message: `${name} is ${EXPECTED[valueKind(field)]}.`,
        said: `Invalid value: ${text}`,
        repairs: isWritten(value, span)
          ? better(text, field).map((newText) => ({
              title: `Change to ${newText}`,
              edits: [{ span: value.span, newText }],
            }))
          : [],
      });
    entries.set(name, { value: read, span: value.span, ...(!isWritten(value, span) && { isBorrowed: true }) });
    settings.push({
      path: `${option} ${name}`,
      name: key.span,
      value: value.span,
      help: field.help,
      size:
        typeof read === 'bigint' && field.unit
          ? { bytes: read, unit: /^\d+$/.test(text!) ? 'bytes' : undefined }
          : undefined,
    });
  }
  return { entries, complete, place: optionSpan, whole: span };
}

/** Whether a part of an option stands in it as it is read: what a variable holds may be meant for others too. */
function isWritten(part: Word, { block, start, end }: Span): boolean {
  const { span } = part;
  return span.block === block && start <= span.start && span.end <= end && spanText(span) === wordText(part);
}

type ValueKind = 'size' | 'number' | 'toggle' | 'method' | 'text';

function valueKind({ type, unit }: Field): ValueKind {
  if (typeof type !== 'string') return 'method';
  if (unit) return 'size';
  return type === 'bool' ? 'toggle' : type === 'string' ? 'text' : 'number';
}

const EXPECTED: { readonly [K in ValueKind]: string } = {
  size: 'a whole number of bytes, or one with K, M or G behind it',
  number: 'a whole number',
  toggle: 'on or off',
  method: 'acpi or virtio-mem',
  text: 'a text',
};

/** (option_parser/src/lib.rs: ByteSized, Toggle; vmm/src/vm_config.rs: HotplugMethod) */
function readValue(text: string, field: Field): GivenValue['value'] {
  switch (valueKind(field)) {
    case 'size': {
      // All letters at the end are taken off, and the last one counts.
      const [, digits, letter] = /^\+?(\d{1,20})[KMG]*?([KMG]?)$/.exec(text) ?? [];
      return digits === undefined ? undefined : BigInt(digits) * (UNITS[letter!] ?? 1n);
    }
    case 'number':
      return /^\+?\d{1,10}$/.test(text) ? BigInt(text) : undefined;
    case 'toggle':
      return toggleOf(text);
    case 'method':
      return METHODS.get(text.toLowerCase());
    case 'text':
      return text;
  }
}

const UNITS: { readonly [letter: string]: bigint } = { K: KIB, M: MIB, G: GIB };

const METHODS: ReadonlyMap<string, string> = new Map([
  ['acpi', 'Acpi'],
  ['virtio-mem', 'VirtioMem'],
]);

function toggleOf(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'on' || word === 'true'
    ? true
    : word === 'off' || word === 'false' || word === ''
      ? false
      : undefined;
}

/** What somebody probably meant by a value that is refused. */
function better(text: string, field: Field): readonly string[] {
  const kind = valueKind(field);
  if (kind === 'toggle') return /^(?:0|n|no|disable|none)/i.test(text) ? ['off'] : ['on', 'off'];
  if (kind === 'method') return ['acpi', 'virtio-mem'];
  const [, digits, letter] = /^(\d{1,19})([kmgt])(?:i?b)?$/i.exec(text) ?? [];
  if (kind !== 'size' || !digits) return [];
  return /t/i.test(letter!) ? [`${BigInt(digits) * 1024n}G`] : [`${digits}${letter!.toUpperCase()}`];
}
