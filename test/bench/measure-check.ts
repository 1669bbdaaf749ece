import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { BenchRun } from './bench-run';
import { BYTES_A_LINE, logLine } from './generate-log';
import { generateScript } from './generate-script';
import { residentMemory } from './resident-memory';
import { figureOf, type Row } from './row';

/** `memslot check` of many scripts, against reading the same bytes. */
export async function measureCheckOfScripts(run: BenchRun): Promise<Row[]> {
  const folder = path.join(run.programs.folder, 'scripts');
  mkdirSync(folder);
  const files = Array.from({ length: run.files }, (_, seed) => {
    const file = path.join(folder, `vm${seed}.sh`);
    writeFileSync(file, generateScript({ bytes: 2000, options: 14, findings: 0, seed }).text);
    return file;
  });
  const { rows, seconds } = await measureCheck(run, `${run.files} scripts`, files);
  rmSync(folder, { recursive: true });
  const figures = { speed: figureOf(files.length / seconds.ours, files.length / seconds.base) };
  return [...rows, { name: `${run.files} scripts`, unit: 'files/s', figures }];
}

/** `memslot check` of one long log, against reading the same bytes. */
export async function measureCheckOfLog(run: BenchRun): Promise<Row[]> {
  const file = path.join(run.programs.folder, 'long.log');
  writeLog(file, run.traceMb * 1e6);
  const { rows } = await measureCheck(run, `log of ${run.traceMb} MB`, [file]);
  rmSync(file);
  return rows;
}

function writeLog(file: string, bytes: number): void {
  const linesAtOnce = 10_000;
  const log = openSync(file, 'w');
  for (let i = 0; i * BYTES_A_LINE < bytes; i += linesAtOnce)
    writeSync(log, Array.from({ length: linesAtOnce }, (_, k) => `${logLine(i + k, false)}\n`).join(''));
  closeSync(log);
}

async function measureCheck({ programs }: BenchRun, name: string, files: readonly string[]) {
  const megabytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;
  // The first reading has the system fetch the files.
  await timed('/bin/cat', files);
  const base = await timed('/bin/cat', files);
  const ours = await timed(process.execPath, [programs.commandLine, 'check', ...files]);
  const speed = figureOf(megabytes / ours.seconds, megabytes / base.seconds);
  const rows: Row[] = [{ name, unit: 'MB/s', figures: { speed } }];
  if (ours.peak !== undefined) rows.push({ name, unit: 'MB', figures: { 'highest memory': figureOf(ours.peak) } });
  return { rows, seconds: { ours: ours.seconds, base: base.seconds } };
}

/** Runs a program whose output nobody reads. */
function timed(program: string, args: readonly string[]): Promise<{ seconds: number; peak: number | undefined }> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    let peak: number | undefined;
    const look = setInterval(() => {
      peak = residentMemory(child.pid, 'VmHWM') ?? peak;
    }, 20);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(look);
      if (code === 0) resolve({ seconds: (performance.now() - start) / 1000, peak });
      else reject(new Error(`${program} ${args.slice(0, 3).join(' ')} … ended with ${code ?? signal}.`));
    });
  });
}
