import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { BenchRun } from './bench-run';
import { residentMemory } from './resident-memory';
import { figureOf, type Row } from './row';

/**
 * `memslot check` of files with one thread and with as many as there are cores, against reading the same bytes. `files` are
 * those that `named` stands for.
 */
export async function measureCheck(
  { programs }: BenchRun,
  name: string,
  named: readonly string[],
  files: readonly string[],
): Promise<Row[]> {
  const megabytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6;
  // The first reading has the system fetch the files.
  await timed('/bin/cat', files);
  const base = await timed('/bin/cat', files);
  const rows: Row[] = [];
  const most = files.length > 1 ? availableParallelism() : 1;
  for (const jobs of most > 1 ? [1, most] : [1]) {
    const options = [programs.commandLine, 'check', '--jobs', `${jobs}`];
    const { seconds, peak } = await timed(process.execPath, [...options, ...named]);
    const about = `${name}, ${jobs === 1 ? 'one core' : `${jobs} cores`}`;
    rows.push({ name: about, unit: 'MB/s', figures: figures('speed', megabytes, seconds, base.seconds) });
    if (files.length > 1)
      rows.push({ name: about, unit: 'files/s', figures: figures('speed', files.length, seconds, base.seconds) });
    if (peak !== undefined) rows.push({ name: about, unit: 'MB', figures: { 'highest memory': figureOf(peak) } });
  }
  return rows;
}

function figures(label: string, amount: number, seconds: number, baseSeconds: number): Row['figures'] {
  return { [label]: figureOf(amount / seconds, amount / baseSeconds) };
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
      else reject(new Error(`${program} ${args.slice(0, 5).join(' ')} … ended with ${code ?? signal}.`));
    });
  });
}
