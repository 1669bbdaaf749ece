import type { Block } from '../../text/block';
import type { Problem } from '../../text/problem';
import { type Span, spanOf } from '../../text/span';
import type { TextLines } from '../../text/text-lines';
import { literalWord } from '../../text/word';
import { wordTable } from '../../text/word-table';
import type { OptionEntry, OptionGroup } from '../qemu/argument-list';
import { type Cut, type Cutter, cutBlocks, type Part } from '../qemu/cut-blocks';
import { findLineProblem, isConfigGroup, unknownGroup } from './line-problems';
import { type ConfigLine, type Place, parseConfigLine } from './parse-line';

/** A file for -readconfig. */
export interface ReadconfigFile {
  readonly cut: Cut<readonly PlacedLine[], undefined>;
  /** The document's blocks, in order. Each is a line. */
  readonly blocks: readonly Block[];
  readonly groups: readonly OptionGroup[];
  readonly problems: readonly Problem[];
  /** What each group was made of, by the line that opens it. */
  readonly sources: ReadonlyMap<LinePart, GroupSource>;
}

/** A line as QEMU reads it: one that is very long is several to it. */
export interface PlacedLine {
  readonly line: ConfigLine;
  /** Where it begins in the block, and where it ends without its line feed. */
  readonly start: number;
  readonly end: number;
}

type LinePart = Part<readonly PlacedLine[], undefined>;

interface GroupSource {
  readonly parts: readonly LinePart[];
  readonly group: OptionGroup;
  readonly problems: readonly Problem[];
}

/**
 * Reads a file as QEMU does. Of an earlier version, every group whose lines did not change stays the same object.
 */
export function readReadconfig(text: TextLines, previous?: ReadconfigFile): ReadconfigFile {
  const cut = cutBlocks(text, lineCutter, previous?.cut);
  const groups: OptionGroup[] = [];
  const problems: Problem[] = [];
  const sources = new Map<LinePart, GroupSource>();
  const { outside, runs } = splitGroups(cut.parts);
  for (const part of outside) for (const placed of part.value) reportOutside(part, placed, problems);
  for (const parts of runs) {
    const old = previous?.sources.get(parts[0]!);
    const same = old?.parts.length === parts.length && old.parts.every((part, i) => part === parts[i]);
    const source = same ? old : readGroup(parts);
    sources.set(parts[0]!, source);
    groups.push(source.group);
    for (const problem of source.problems) problems.push(problem);
  }
  return { cut, blocks: cut.parts.map((part) => part.block), groups, problems, sources };
}

/** fgets() is called with a buffer of 1024 bytes. */
const LONGEST_LINE = 1023;

const lineCutter: Cutter<readonly PlacedLine[], undefined> = {
  initial: undefined,
  sameState: () => true,
  read(text, _state, last) {
    const feed = text.indexOf('\n');
    if (feed < 0 && !last) return undefined;
    const end = feed < 0 ? text.length : feed;
    const lines: PlacedLine[] = [];
    for (let start = 0; start < end || start === 0; start += LONGEST_LINE) {
      const stop = Math.min(start + LONGEST_LINE, end);
      // A carriage return in front of the line feed is a blank like any other.
      lines.push({ line: parseConfigLine(text.slice(start, stop)), start, end: stop });
    }
    return { end: feed < 0 ? end : feed + 1, after: undefined, value: lines, open: feed < 0 };
  },
};

/** The lines in front of the first group, and the lines of each group. A line feed alone opens nothing. */
function splitGroups(parts: readonly LinePart[]): {
  readonly outside: readonly LinePart[];
  readonly runs: readonly LinePart[][];
} {
  const outside: LinePart[] = [];
  const runs: LinePart[][] = [];
  for (const part of parts) {
    const run = runs[runs.length - 1];
    if (part.value[0]?.line.kind === 'group') runs.push([part]);
    else if (run) run.push(part);
    else outside.push(part);
  }
  return { outside, runs };
}

/** The option that a group stands for, by the name that the command line has for it. */
const OPTION_NAMES: { readonly [group: string]: string } = wordTable({
  memory: 'm',
  'smp-opts': 'smp',
  'boot-opts': 'boot',
});

function readGroup(parts: readonly LinePart[]): GroupSource {
  const entries: OptionEntry[] = [];
  const problems: Problem[] = [];
  let complete = true;
  let option = '';
  let span: Span | undefined;
  for (const { block, value } of parts) {
    for (const { line, start, end } of value) {
      const at = (place: Place): Span => spanOf(block, start + place.start, start + place.end);
      const textAt = (place: Place): string => block.text.slice(start + place.start, start + place.end);
      const word = (place: Place) => literalWord(textAt(place), at(place));
      const problem = findLineProblem(block, line, start, end);
      if (problem) {
        problems.push(problem);
        complete = false;
      }
      if (line.kind === 'group' && span === undefined) {
        const name = textAt(line.name);
        option = OPTION_NAMES[name] ?? name;
        span = spanOf(block, start, end);
        if (!isConfigGroup(name)) problems.push(unknownGroup(name, at(line.name)));
        if (line.id) {
          const key = { span: at(line.id), pieces: [{ text: 'id', span: at(line.id), literal: false }] };
          entries.push({ key, value: { kind: 'text', word: word(line.id) }, impliedKey: true });
        }
      } else if (line.kind === 'entry' && line.value) {
        entries.push({ key: word(line.key), value: { kind: 'text', word: word(line.value) }, impliedKey: false });
      }
    }
  }
  const header = span ?? spanOf(parts[0]!.block, 0, 0);
  return { parts, group: { option, carrier: 'readconfig', span: header, entries, complete }, problems };
}

/** In front of the first group there may be comments and empty lines only. */
function reportOutside({ block }: LinePart, { line, start, end }: PlacedLine, problems: Problem[]): void {
  if (line.kind === 'nothing') return;
  const mark = block.text.startsWith('\ufeff');
  const comment = line.kind === 'entry' && /^\s*[#;]/.test(block.text.slice(start, end));
  const problem = mark || (line.kind === 'entry' && !comment) ? undefined : findLineProblem(block, line, start, end);
  if (problem) problems.push(problem);
  if (problem || line.kind === 'group') return;
  const help = mark ? 'A byte order mark stands at the beginning of the file.' : 'A line [group] must come first.';
  problems.push({
    code: 'option-syntax',
    severity: 'error',
    span: mark ? spanOf(block, 0, 1) : spanOf(block, start, end),
    message: `no group defined. ${help}`,
    ...(mark ? { suggestions: [''] } : {}),
  });
}
