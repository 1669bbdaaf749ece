import type { BenchCase } from './bench-cases';
import type { Programs } from './build-programs';
import { type BenchClient, connect, type ServerOptions, type Transport } from './connect';

/** One run of the benchmark. */
export interface BenchRun {
  readonly programs: Programs;
  readonly cases: readonly BenchCase[];
  readonly growthCases: readonly BenchCase[];
  /** As few repetitions as give figures at all. */
  readonly quick: boolean;
  /** How many scripts `check` is given. */
  readonly files: number;
  /** How large the log is that `check` is given, in megabytes. */
  readonly traceMb: number;
  /** Where the servers of others are installed; without it they are looked for, and installed, in a folder of the cache. */
  readonly peersFolder?: string;
}

/** Of what is measured - ours, or a server of others in its place - and of the null server. */
export interface Pair<T> {
  readonly ours: T;
  readonly base: T;
}

/** Starts both servers, ours or the one that is given, uses them and stops them. */
export async function withServers<T>(
  { programs }: BenchRun,
  transport: Transport,
  use: (servers: Pair<BenchClient>) => Promise<T>,
  measured: ServerOptions & { readonly program: string } = { program: programs.ours },
): Promise<T> {
  const ours = await connect(measured.program, transport, measured);
  try {
    const base = await connect(programs.base, transport);
    try {
      const result = await use({ ours, base });
      await Promise.all([ours.stop(), base.stop()]);
      return result;
    } finally {
      base.process.kill();
    }
  } finally {
    ours.process.kill();
  }
}

/** Measures both in turns, so that whatever else the machine does falls on both. */
export async function inTurns(
  turns: number,
  measure: (which: keyof Pair<unknown>, turn: number) => Promise<readonly number[]>,
): Promise<Pair<number[]>> {
  const measured: Pair<number[]> = { ours: [], base: [] };
  for (let turn = 0; turn < turns; turn++) {
    measured.ours.push(...(await measure('ours', turn)));
    measured.base.push(...(await measure('base', turn)));
  }
  return measured;
}
