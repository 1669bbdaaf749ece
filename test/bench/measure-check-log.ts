import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { BenchRun } from './bench-run';
import { generateList } from './generate-list';
import { BYTES_A_LINE, logLine } from './generate-log';
import { measureCheck } from './measure-check';
import type { Row } from './row';

/** `memslot check` of one long log, and of a list of as many slots as a machine can have. */
export async function measureCheckOfLog(run: BenchRun): Promise<Row[]> {
  const log = path.join(run.programs.folder, 'long.log');
  writeLog(log, run.traceMb * 1e6);
  const rows = await measureCheck(run, `log of ${run.traceMb} MB`, [log], [log]);
  rmSync(log);
  const slots = run.quick ? 1000 : 32_764;
  const list = path.join(run.programs.folder, 'long.memslots');
  writeFileSync(list, generateList({ slots, findings: 0 }).text);
  rows.push(...(await measureCheck(run, `list of ${slots} slots`, [list], [list])));
  rmSync(list);
  return rows;
}

function writeLog(file: string, bytes: number): void {
  const linesAtOnce = 10_000;
  const log = openSync(file, 'w');
  for (let i = 0; i * BYTES_A_LINE < bytes; i += linesAtOnce)
    writeSync(log, Array.from({ length: linesAtOnce }, (_, k) => `${logLine(i + k, false)}\n`).join(''));
  closeSync(log);
}
