import { setTimeout as sleep } from 'node:timers/promises';
import { BENCH_CASES, type BenchCase } from './bench-cases';
import { type BenchRun, type Pair, withServers } from './bench-run';
import type { BenchClient, ServerOptions } from './connect';
import { findPeer, installPeers } from './peer-folders';
import { PEERS } from './peers';
import { percentiles, type Row } from './row';
import type { Note } from './sections';
import { typeInTurns } from './type-in-turns';
import { openDocument } from './typist';

/** Most wait half a second before they answer. */
const WARM_UP = 20;
/** Servers of others may publish a second time after opening, when they have read their settings. */
const SETTLE_MS = 1500;
const PATIENCE_MS = 15 * 60_000;

/** The same typing in our small files and in those of other servers, each in its language; one that is not there is told. */
export async function measurePeers(run: BenchRun, note: Note): Promise<Row[]> {
  const folder = run.peersFolder ?? (await installedOr(note));
  const rows: Row[] = [];
  for (const benchCase of BENCH_CASES.filter(({ big }) => !big))
    rows.push(await typingRow(run, benchCase, `memslot, ${benchCase.name}`, { program: run.programs.ours }, note));
  for (const peer of PEERS) {
    const found = findPeer(peer, folder === undefined ? [] : [folder]);
    if (!found) {
      note(`${peer.name}: not measured, ${peer.package} is missing.`);
      continue;
    }
    const name = `${peer.name}, ${peer.package} ${found.version}`;
    process.stderr.write(`  ${name} …\n`);
    try {
      rows.push(await typingRow(run, peer, name, { ...peer, ...found }, note));
    } catch (error) {
      note(`${name}: failed. ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return rows;
}

/** Without a registry there may still be a server among the packages of the repository. */
async function installedOr(note: Note): Promise<string | undefined> {
  try {
    return await installPeers();
  } catch (error) {
    note(`not installed. ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function typingRow(
  run: BenchRun,
  benchCase: BenchCase,
  name: string,
  server: ServerOptions & { readonly program: string },
  note: Note,
): Promise<Row> {
  const generated = benchCase.generate(0);
  let patience: NodeJS.Timeout | undefined;
  const type = async (servers: Pair<BenchClient>): Promise<Row> => {
    patience = setTimeout(() => servers.ours.process.kill(), PATIENCE_MS);
    const typists = {
      ours: await openDocument(servers.ours, benchCase, generated),
      base: await openDocument(servers.base, benchCase, generated),
    };
    await sleep(run.quick ? 0 : SETTLE_MS);
    const before = servers.ours.publishes();
    const measured = await typeInTurns(run, typists, WARM_UP);
    const publishes = servers.ours.publishes() - before;
    const edits = typists.ours.edits();
    if (publishes !== edits) note(`${name}: published ${publishes} times for ${edits} edits.`);
    const standing = typists.ours.opened.diagnostics.length;
    return { name: `${name}, ${standing} diagnostics`, unit: 'ms', figures: percentiles(measured) };
  };
  try {
    return await withServers(run, 'stdio', type, server);
  } finally {
    clearTimeout(patience);
  }
}
