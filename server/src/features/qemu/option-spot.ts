import type { Carrier, OptionEntry, OptionGroup } from '../../syntax/qemu/argument-list';
import { spanText } from '../../text/span';
import { wordText } from '../../text/word';
import { completionWordAt } from './completion-word';
import { propertyText, typeKeyOf } from './property-texts';
import { elementAt, textOf, valueSpan } from './qemu-element';
import { type QemuPlace, touches } from './qemu-place';
import type { QemuSnapshot } from './qemu-snapshot';
import { impliedKeyOf, writtenOption } from './written-option';

/** Where in the value of an option a position is. */
export interface OptionSpot {
  /** By its long name, without the dash. */
  readonly option: string;
  readonly carrier: Carrier;
  /** How the text introduces it: `-object`, `object_add`, `[memory]`; empty where a JSON object stands alone. */
  readonly head: string;
  /** What the option names as its type, perhaps only the beginning of it. */
  readonly type: string | undefined;
  /** The keys that it has elsewhere. */
  readonly given: ReadonlySet<string>;
  /** The key that is being written or whose value is, perhaps only its beginning; empty where nothing is written yet. */
  readonly key: string;
}

/**
 * The spot at a place. Goes by the text before the cursor, as far as a command is being written there; else by what the
 * text was read as: the words of a variable, a JSON object, a group of a file.
 */
export function optionSpotAt(snapshot: QemuSnapshot, place: QemuPlace): OptionSpot | undefined {
  const { dialect } = snapshot.source;
  if (dialect === 'readconfig') return spotInFile(snapshot, place);
  const command = dialect === 'shell' || dialect === 'args';
  return (command ? spotInCommand(snapshot, place) : undefined) ?? spotInGroup(snapshot, place);
}

function spotInCommand(snapshot: QemuSnapshot, place: QemuPlace): OptionSpot | undefined {
  const word = completionWordAt(snapshot, place);
  const written = word && writtenOption(word);
  if (!written || word.text.startsWith('{')) return undefined;
  const { option, part, first, given } = written;
  const typeKey = typeKeyOf(option);
  const implied = impliedKeyOf(option);
  const end = word.rest.search(/[,=]/);
  const whole = part + (end < 0 ? word.rest : word.rest.slice(0, end));
  const equals = part.indexOf('=');
  const spot = { option, carrier: 'command-line' as const, head: `-${option}`, given: new Set(given.keys()) };
  if (equals >= 0) {
    const key = part.slice(0, equals);
    return { ...spot, key, type: key === typeKey ? whole.slice(equals + 1) : typeKey && given.get(typeKey) };
  }
  if (first && implied !== undefined && word.rest[end] !== '=')
    return { ...spot, key: implied, type: typeKey && whole };
  const type = typeKey && given.get(typeKey);
  return { ...spot, key: propertyText(option, type, whole) ? whole : part, type };
}

/** By the option that was read there, in whatever form. */
function spotInGroup(snapshot: QemuSnapshot, place: QemuPlace): OptionSpot | undefined {
  const element = elementAt(snapshot, place);
  if (!element || element.kind === 'program') return undefined;
  const { group } = element;
  if (element.kind !== 'option') return spotOf(group, element.entry, element.key ?? '');
  // The name of the option, not its value.
  if (!touches(group.span, place)) return undefined;
  const { block, offset } = place;
  const entry = group.entries.findLast(({ key }) => key.span.block === block && key.span.start <= offset);
  const behind = entry && block.text.slice(Math.max(valueSpan(entry).end, entry.key.span.end), offset);
  if (!entry || behind === undefined)
    return spotOf(group, undefined, (group.carrier === 'json' ? undefined : impliedKeyOf(group.option)) ?? '');
  const comma = behind.lastIndexOf(',');
  if (comma < 0) return spotOf(group, entry, wordText(entry.key) ?? '');
  const written = behind.slice(comma + 1).trim();
  return spotOf(group, undefined, written.startsWith('"') ? written.slice(1) : written);
}

/** In a -readconfig file, where every key has a line of its own below the group's. */
function spotInFile(snapshot: QemuSnapshot, { block, line, offset }: QemuPlace): OptionSpot | undefined {
  const [machine] = snapshot.machines;
  const group = machine?.options.findLast(({ span }) => (snapshot.index.lineOf(span.block) ?? line + 1) <= line);
  if (!group || block.text.startsWith('#')) return undefined;
  if (group.span.block === block) {
    const inId = spanText(group.span).slice(0, offset).includes('"');
    return spotOf(group, undefined, inId ? 'id' : '');
  }
  const entry = group.entries.find(({ key }) => key.span.block === block);
  const written = /^[ \t]*([^\s=]*)/.exec(block.text)!;
  return spotOf(group, entry, offset < written[0].length - written[1]!.length ? '' : written[1]!);
}

/** `undefined` where the type that the option names is not known. */
function spotOf(group: OptionGroup, entry: OptionEntry | undefined, key: string): OptionSpot | undefined {
  const { option, carrier } = group;
  const typeKey = typeKeyOf(option);
  const type = typeKey && textOf(group, typeKey);
  const given = new Set<string>();
  for (const other of group.entries) {
    const name = wordText(other.key);
    if (name === undefined || other === entry) continue;
    given.add(name);
  }
  const hidden = given.has(typeKey ?? '') || (!group.complete && carrier === 'command-line');
  if (typeKey && type === undefined && hidden) return undefined;
  return { option, carrier, head: headOf(group), type, given, key };
}

function headOf({ option, carrier, span }: OptionGroup): string {
  if (carrier === 'readconfig') return /^\[[ \t]*[^\s\]"]+/.exec(spanText(span))?.[0] ?? '';
  if (carrier === 'hmp') return `${option}_add`;
  return carrier === 'json' ? '' : `-${option}`;
}
