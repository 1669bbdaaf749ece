import type { Block } from '../../text/block';
import type { FoldingRange } from '../folding-ranges';
import { rangeAt } from './qemu-place';
import type { QemuSnapshot } from './qemu-snapshot';

/**
 * What can be folded: commands and arrays that go over several lines, the groups of a -readconfig file, the brackets of
 * JSON. Of several ranges that begin on one line only the largest, since an editor can show no other.
 */
export function qemuFoldingRanges(snapshot: QemuSnapshot): FoldingRange[] {
  const ends = new Map<number, number>();
  const add: Add = (startLine, endLine) => {
    if (endLine > startLine && endLine > (ends.get(startLine) ?? 0)) ends.set(startLine, endLine);
  };
  FOLDERS[snapshot.source.dialect](snapshot, add);
  return [...ends]
    .map(([startLine, endLine]) => ({ startLine, endLine, kind: 'region' as const }))
    .sort((a, b) => a.startLine - b.startLine);
}

type Add = (startLine: number, endLine: number) => void;

const FOLDERS: Readonly<Record<QemuSnapshot['source']['dialect'], (snapshot: QemuSnapshot, add: Add) => void>> = {
  shell: foldCommands,
  args: foldArguments,
  readconfig: foldGroups,
  qmp: foldBrackets,
  // Every command is a line.
  hmp: () => undefined,
};

/** The blocks of a script that have something of QEMU's command in them: each is a command of its own. */
function foldCommands({ machines, index }: QemuSnapshot, add: Add): void {
  const blocks = new Set<Block>();
  for (const { list } of machines) {
    blocks.add(list.block);
    for (const { pieces } of list.arguments) for (const { span } of pieces) blocks.add(span.block);
  }
  for (const block of blocks) {
    const line = index.lineOf(block);
    if (line === undefined || block.lineCount === 1) continue;
    const lines = block.text.trimEnd().split(LINE_END);
    // The bracket that closes an array stays to be seen, as that of any other text.
    const closed = /^[ \t]*\)/.test(lines[lines.length - 1]!) ? 1 : 0;
    add(line, line + lines.length - 1 - closed);
  }
}

const LINE_END = /\r\n|\n|\r/;

/** Command lines one word a line. */
function foldArguments(snapshot: QemuSnapshot, add: Add): void {
  for (const { list } of snapshot.machines) {
    const [first] = list.arguments;
    const start = rangeAt(snapshot, (list.program.pieces[0]?.text || !first ? list.program : first).span);
    const end = rangeAt(snapshot, (list.arguments[list.arguments.length - 1] ?? list.program).span);
    if (start && end) add(start.start.line, end.end.line);
  }
}

/** A group down to its last line: comments above the next group are about that one. */
function foldGroups({ machines, source }: QemuSnapshot, add: Add): void {
  const headers = new Set(machines.flatMap(({ options }) => options.map(({ span }) => span.block)));
  let start: number | undefined;
  let lastSaid = 0;
  let line = 0;
  for (const block of source.blocks) {
    if (headers.has(block)) {
      if (start !== undefined) add(start, lastSaid);
      start = line;
    }
    if (!/^(?:#|\s*$)/.test(block.text)) lastSaid = line;
    line += block.lineCount;
  }
  if (start !== undefined) add(start, lastSaid);
}

/** Objects and arrays that go over several lines, without the line of the closing bracket. */
function foldBrackets({ source }: QemuSnapshot, add: Add): void {
  const open: { readonly line: number; readonly bracket: string }[] = [];
  let first = 0;
  for (const { text, lineCount } of source.blocks) {
    let line = first;
    for (const { 0: token } of text.matchAll(JSON_TOKEN)) {
      if (token === '{' || token === '[') open.push({ line, bracket: token });
      else if (token === '}' || token === ']') {
        if (open[open.length - 1]?.bracket !== (token === '}' ? '{' : '[')) continue;
        add(open.pop()!.line, line - 1);
      } else if (token === '\r\n' || token === '\n' || token === '\r') line += 1;
    }
    first += lineCount;
  }
}

/** A string, which ends with its line at the latest, a bracket, or the end of a line. */
const JSON_TOKEN = /"(?:[^"\\\r\n]|\\[^\r\n])*"?|'(?:[^'\\\r\n]|\\[^\r\n])*'?|[{}[\]]|\r\n|\n|\r/g;
