import { parseArgs } from 'node:util';
import { DOCUMENT_KINDS } from '../../server/src/features/analysis';
import { PROPERTIES } from './properties';

export interface FuzzOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly dialects: readonly string[];
  readonly properties: readonly string[];
}

/** Reads the words behind `npm run fuzz --`. */
export function readFuzzOptions(argv: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      minutes: { type: 'string', default: '1' },
      dialect: { type: 'string', multiple: true },
      property: { type: 'string', multiple: true },
      seed: { type: 'string' },
    },
  });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error(`--minutes takes a number above 0, not '${values.minutes}'.`);
  if (values.seed !== undefined && !/^\d{1,9}$/.test(values.seed))
    throw new Error(`--seed takes a whole number of at most nine digits, not '${values.seed}'.`);
  return {
    minutes,
    seed: Number(values.seed ?? Date.now() % 1_000_000_000),
    dialects: chosen('dialect', values.dialect, DOCUMENT_KINDS),
    properties: chosen(
      'property',
      values.property,
      PROPERTIES.map(({ name }) => name),
    ),
  };
}

function chosen(what: string, wanted: readonly string[] | undefined, all: readonly string[]): readonly string[] {
  const unknown = wanted?.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`There is no ${what} '${unknown}'; there are ${all.join(', ')}.`);
  return wanted ?? all;
}
