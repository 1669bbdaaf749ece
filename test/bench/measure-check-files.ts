import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { BenchRun } from './bench-run';
import { generateDomain } from './generate-domain';
import { generateScript } from './generate-script';
import { measureCheck } from './measure-check';
import type { Row } from './row';

/** `memslot check` of a folder of scripts. */
export function measureCheckOfScripts(run: BenchRun): Promise<Row[]> {
  return measureFolder(
    run,
    'scripts',
    '.sh',
    (seed) => generateScript({ bytes: 2000, options: 14, findings: 0, seed }).text,
  );
}

/** `memslot check` of a folder of domains. */
export function measureCheckOfDomains(run: BenchRun): Promise<Row[]> {
  const { text } = generateDomain({ bytes: 10_000, findings: 0 });
  return measureFolder(run, 'domains', '.xml', (i) => text.replace('<domain', `<!-- ${i} -->\n<domain`));
}

async function measureFolder(
  run: BenchRun,
  what: string,
  extension: string,
  textOf: (i: number) => string,
): Promise<Row[]> {
  const folder = path.join(run.programs.folder, what);
  mkdirSync(folder);
  const files = Array.from({ length: run.files }, (_, i) => {
    const file = path.join(folder, `vm${i}${extension}`);
    writeFileSync(file, textOf(i));
    return file;
  });
  const rows = await measureCheck(run, `${run.files} ${what}`, [folder], files);
  rmSync(folder, { recursive: true });
  return rows;
}
