import { documentKind } from '../../server/src/features/analysis';
import { generateDomain } from './generate-domain';
import { generateList } from './generate-list';
import { generateLog } from './generate-log';
import { generateScript } from './generate-script';
import type { GeneratedText } from './generated-text';

/** A file to measure with. */
export interface BenchCase {
  readonly name: string;
  readonly languageId: string;
  readonly extension: string;
  /** Left out of quick runs. */
  readonly big?: boolean;
  /** The same text every time, with about so many diagnostics. */
  readonly generate: (findings: number) => GeneratedText;
}

/** Every file that typing, opening and memory are measured with. */
export const BENCH_CASES: readonly BenchCase[] = [
  list('list-10k', 131),
  { ...list('list-32764', 32_764), big: true },
  { ...log('log-5m', 5e6), big: true },
  {
    name: 'script-10k',
    languageId: 'shellscript',
    extension: '.sh',
    generate: (findings) => generateScript({ bytes: 10_000, options: 40, findings }),
  },
  domain('domain-10k', 10_000),
  { ...domain('domain-1m', 1e6), big: true },
];

/** Lists that differ in the number of slots, and in how large these are: what an edit costs may only grow with the first. */
export const GROWTH_CASES: readonly BenchCase[] = [
  list('100 slots', 100),
  list('1,000 slots', 1000),
  { ...list('10,000 slots', 10_000), big: true },
  { ...list('32,764 slots', 32_764), big: true },
  list('100 slots of 4 KiB', 100, '4K', 1n << 30n),
  list('100 slots of 1 GiB', 100, '1G', 1n << 30n),
  list('100 slots of 1 TiB', 100, '1T', 1n << 40n),
  list('100 slots of 8 TiB - 4 KiB', 100, '8T-4K', 8n << 40n),
];

/** Whether the server reads such files at all. */
export function isRead({ name, extension, languageId, generate }: BenchCase): boolean {
  const kind = documentKind(generate(0).text, `${name}${extension}`, languageId);
  return languageId === 'log' || languageId === 'memslots' || (kind !== 'log' && kind !== 'memslots');
}

function list(name: string, slots: number, size?: string, stride?: bigint): BenchCase {
  return {
    name,
    languageId: 'memslots',
    extension: '.memslots',
    generate: (findings) => generateList({ slots, findings, size, stride }),
  };
}

function log(name: string, bytes: number): BenchCase {
  return { name, languageId: 'log', extension: '.log', generate: (findings) => generateLog({ bytes, findings }) };
}

function domain(name: string, bytes: number): BenchCase {
  return { name, languageId: 'xml', extension: '.xml', generate: (findings) => generateDomain({ bytes, findings }) };
}
