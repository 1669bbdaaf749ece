import { parseArgs } from 'node:util';
import { BENCH_CASES } from './bench-cases';
import { SECTIONS, type Section } from './sections';

export interface BenchOptions {
  readonly json: boolean;
  readonly quick: boolean;
  readonly files: number;
  readonly traceMb: number;
  /** What is measured, in the order of the report. */
  readonly sections: readonly Section[];
  /** Names of cases; empty: all. */
  readonly cases: readonly string[];
  /** Where the servers of others are installed; without it they are installed. */
  readonly peersFolder?: string;
}

/** Reads the words behind `npm run bench --`. */
export function readBenchOptions(argv: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      json: { type: 'boolean' },
      quick: { type: 'boolean' },
      files: { type: 'string' },
      'trace-mb': { type: 'string' },
      only: { type: 'string', multiple: true },
      peers: { type: 'boolean' },
      'peers-folder': { type: 'string' },
    },
  });
  const quick = values.quick === true;
  const only = values.only?.flatMap((names) => names.split(',')) ?? [];
  const peersFolder = values['peers-folder'];
  const peers = values.peers === true || peersFolder !== undefined;
  const sections = SECTIONS.map(({ id }) => id);
  const cases = BENCH_CASES.map(({ name }) => name);
  const unknown = only.find((name) => !sections.includes(name) && !cases.includes(name));
  if (unknown !== undefined)
    throw new Error(
      `There is nothing to measure called '${unknown}'; there are the sections ${sections.join(', ')} and the files ${cases.join(', ')}.`,
    );
  return {
    json: values.json === true,
    quick,
    files: readCount('--files', values.files ?? (quick ? '50' : '10000')),
    traceMb: readCount('--trace-mb', values['trace-mb'] ?? (quick ? '2' : '200')),
    sections: chooseSections(only, quick, peers),
    cases: only.filter((name) => cases.includes(name)),
    peersFolder,
  };
}

/** The sections that are named, or else all of a run; and the peers, when they are asked for. */
function chooseSections(only: readonly string[], quick: boolean, peers: boolean): Section[] {
  const named = SECTIONS.filter(({ id }) => only.includes(id));
  const ofEveryRun = ({ when }: Section) => when === 'always' || (when === 'unless quick' && !quick);
  return SECTIONS.filter(
    (section) =>
      (named.length > 0 ? named.includes(section) : ofEveryRun(section)) || (peers && section.id === 'peers'),
  );
}

function readCount(option: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`${option} takes a number of at least 1, not '${text}'.`);
  return Number(text);
}
