import type { Block } from '../../text/block';
import type { Problem } from '../../text/problem';
import { spanOf } from '../../text/span';
import type { TextLines } from '../../text/text-lines';
import { literalWord, wordText } from '../../text/word';
import { flattenWord } from '../json/flat-word';
import type { JsonObject, JsonValue } from '../json/json-value';
import { type JsonReading, readJson } from '../json/read-json';
import type { OptionGroup } from '../qemu/argument-list';
import { type Cut, type Cutter, cutBlocks, type Part } from '../qemu/cut-blocks';
import { readMonitorCommand } from '../qemu/read-monitor-command';
import { groupOfJson, type OptionReading } from '../qemu/read-option-value';

/** Commands of QEMU's machine protocol: one JSON object after another, among other lines perhaps. */
export interface QmpFile {
  readonly cut: Cut<undefined, undefined>;
  /** The document's blocks, in order. Each has whole objects. */
  readonly blocks: readonly Block[];
  /** What the commands add, in order. */
  readonly groups: readonly OptionGroup[];
  readonly problems: readonly Problem[];
  readonly readings: ReadonlyMap<Part<undefined, undefined>, readonly OptionReading[]>;
}

/**
 * Reads the commands that add objects and devices: in a log, a line each; in a file, over several lines, in an array
 * perhaps. Of an earlier version, what a block adds stays the same objects.
 */
export function readQmp(text: TextLines, previous?: QmpFile): QmpFile {
  const cut = cutBlocks(text, objectCutter, previous?.cut);
  const groups: OptionGroup[] = [];
  const problems: Problem[] = [];
  const readings = new Map<Part<undefined, undefined>, readonly OptionReading[]>();
  for (const part of cut.parts) {
    const found = previous?.readings.get(part) ?? readCommands(part.block);
    if (found.length === 0) continue;
    readings.set(part, found);
    for (const reading of found) {
      groups.push(reading.group);
      for (const problem of reading.problems) problems.push(problem);
    }
  }
  return { cut, blocks: cut.parts.map((part) => part.block), groups, problems, readings };
}

/** A line, or all lines from one on which an object begins to the one on which it ends. */
const objectCutter: Cutter<undefined, undefined> = {
  initial: undefined,
  sameState: () => true,
  read(text, _state, last) {
    let at = 0;
    let ahead = false;
    let feed = text.indexOf('\n');
    for (;;) {
      if (feed >= 0 && feed < at) feed = text.indexOf('\n', at);
      const brace = text.indexOf('{', at);
      if (brace < 0 || (feed >= 0 && feed < brace)) {
        if (feed < 0 && !last) return undefined;
        return { end: feed < 0 ? text.length : feed + 1, after: undefined, value: undefined, open: feed < 0, ahead };
      }
      const end = objectEnd(text, brace);
      if (end === undefined && !last) return undefined;
      at = end?.at ?? text.length;
      ahead = end?.ahead ?? false;
    }
  },
};

/**
 * Behind the object that opens at `start`; `undefined` when it does not close. A line that begins with another object
 * ends one that a log has cut off.
 */
function objectEnd(text: string, start: number): { readonly at: number; readonly ahead: boolean } | undefined {
  let depth = 0;
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\n') {
      quote = '';
      if (/^\{[ \t]*["']/.test(text.slice(at + 1, at + 80))) return { at, ahead: true };
    } else if (quote !== '') {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 0) return { at: at + 1, ahead: false };
    }
  }
  return undefined;
}

const ADDS = /["'](?:object-add|device_add|human-monitor-command)["']/;

function readCommands(block: Block): readonly OptionReading[] {
  const { text } = block;
  if (!ADDS.test(text)) return [];
  const found: OptionReading[] = [];
  const flat = flattenWord(literalWord(text, spanOf(block, 0, text.length)));
  let at = text.indexOf('{');
  while (at >= 0) {
    const reading = readJson(flat, at);
    const command = commandOf(reading);
    if (command) found.push(command);
    at = text.indexOf('{', Math.max(reading.end, at + 1));
  }
  return found;
}

/** `{"execute": "object-add", "arguments": {…}}` */
function commandOf(reading: JsonReading): OptionReading | undefined {
  if (reading.value?.kind !== 'object') return undefined;
  const name = memberOf(reading.value, 'execute') ?? memberOf(reading.value, 'exec-oob');
  const input = memberOf(reading.value, 'arguments');
  const command = name?.kind === 'string' ? wordText(name.word) : undefined;
  if (input?.kind !== 'object') return undefined;
  if (command === 'human-monitor-command') {
    const line = memberOf(input, 'command-line');
    return line?.kind === 'string' ? readMonitorCommand(line.word) : undefined;
  }
  const option = command === 'object-add' ? 'object' : command === 'device_add' ? 'device' : undefined;
  if (option === undefined) return undefined;
  const complete = reading.complete && reading.problems.length === 0;
  return { group: groupOfJson(option, input, complete), problems: reading.problems };
}

function memberOf(object: JsonObject, key: string): JsonValue | undefined {
  return object.members.find((member) => wordText(member.key) === key)?.value;
}
