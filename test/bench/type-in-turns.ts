import { type BenchRun, inTurns, type Pair } from './bench-run';
import type { Typist } from './typist';

const EDITS = 320;
const EDITS_A_TURN = 20;

/** Somebody types in both documents: after `warmUp` edits, how long each of many took to its diagnostics. */
export async function typeInTurns(
  { quick }: BenchRun,
  typists: Pair<Typist>,
  warmUp: number,
): Promise<Pair<readonly number[]>> {
  const turn = async (which: keyof Pair<unknown>, edits: number) => {
    const times: number[] = [];
    for (let i = 0; i < edits; i++) times.push(await typists[which].typeAndWait());
    return times;
  };
  await inTurns(1, (which) => turn(which, quick ? 10 : warmUp));
  return inTurns(quick ? 1 : EDITS / EDITS_A_TURN, (which) => turn(which, EDITS_A_TURN));
}
