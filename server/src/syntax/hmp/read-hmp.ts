import type { Block } from '../../text/block';
import type { Problem } from '../../text/problem';
import { spanOf } from '../../text/span';
import type { TextLines } from '../../text/text-lines';
import { trimEndOf } from '../../text/trim-end';
import { literalWord } from '../../text/word';
import type { OptionGroup } from '../qemu/argument-list';
import { type Cut, type Cutter, cutBlocks, type Part } from '../qemu/cut-blocks';
import { readMonitorCommand } from '../qemu/read-monitor-command';
import type { OptionReading } from '../qemu/read-option-value';

/** Commands for QEMU's human monitor. */
export interface HmpFile {
  readonly cut: Cut<undefined, undefined>;
  /** The document's blocks, in order. Each is a line. */
  readonly blocks: readonly Block[];
  /** What the lines add, in order. */
  readonly groups: readonly OptionGroup[];
  readonly problems: readonly Problem[];
  readonly readings: ReadonlyMap<Part<undefined, undefined>, OptionReading>;
}

/** Reads the lines that add objects and devices. Of an earlier version, what a line adds stays the same object. */
export function readHmp(text: TextLines, previous?: HmpFile): HmpFile {
  const cut = cutBlocks(text, lineCutter, previous?.cut);
  const groups: OptionGroup[] = [];
  const problems: Problem[] = [];
  const readings = new Map<Part<undefined, undefined>, OptionReading>();
  for (const part of cut.parts) {
    const reading = previous?.readings.get(part) ?? readLine(part.block);
    if (!reading) continue;
    readings.set(part, reading);
    groups.push(reading.group);
    for (const problem of reading.problems) problems.push(problem);
  }
  return { cut, blocks: cut.parts.map((part) => part.block), groups, problems, readings };
}

function readLine(block: Block): OptionReading | undefined {
  const line = trimEndOf(block.text, /[\r\n]/);
  // A prefix that costs nothing keeps long files cheap.
  return line.includes('_add') ? readMonitorCommand(literalWord(line, spanOf(block, 0, line.length))) : undefined;
}

const lineCutter: Cutter<undefined, undefined> = {
  initial: undefined,
  sameState: () => true,
  read(text, _state, last) {
    const feed = text.indexOf('\n');
    if (feed < 0 && !last) return undefined;
    return { end: feed < 0 ? text.length : feed + 1, after: undefined, value: undefined, open: feed < 0 };
  },
};
