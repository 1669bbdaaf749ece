import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { BENCH_CASES, GROWTH_CASES, isRead } from './bench-cases';
import { readBenchOptions } from './bench-options';
import type { BenchReport } from './bench-report';
import { buildPrograms } from './build-programs';
import { connect } from './connect';
import { PEERS } from './peers';
import { percentile } from './row';
import { SECTIONS } from './sections';
import { textOfKeystroke } from './text-of-keystroke';
import { openDocument } from './typist';

const ROOT = path.join(__dirname, '..', '..');

function bench(...args: string[]) {
  const main = path.join(__dirname, 'main.ts');
  return spawnSync(process.execPath, ['--import', 'tsx', main, ...args], { cwd: ROOT, encoding: 'utf8' });
}

test('a quick run measures every section, and every figure has its ratio', () => {
  const { stdout, stderr, status } = bench('--quick', '--json');
  assert.equal(status, 0, stderr + stdout);
  const report: BenchReport = JSON.parse(stdout);
  assert.equal(report.version, 1);
  assert.equal(report.quick, true);
  assert.equal(report.failed, 0);
  assert.deepEqual(
    [...new Set(report.rows.map(({ section }) => section))],
    SECTIONS.filter(({ when }) => when === 'always').map(({ id }) => id),
  );
  for (const { section, name, figures } of report.rows) {
    assert.ok(Object.keys(figures).length > 0, `${section} ${name}`);
    for (const [label, { ours, base, ratio }] of Object.entries(figures)) {
      assert.ok(ours > 0, `${section} ${name} ${label}: ${ours}`);
      if (base === undefined) assert.equal(label, 'highest memory');
      else assert.equal(ratio, ours / base);
    }
  }
});

test('the text of a part of it names what was measured', () => {
  const { stdout, status } = bench('--quick', '--only', 'edits,list-10k');
  assert.equal(status, 0);
  assert.match(stdout, /\(edits\)\n {2}list-10k, 0 diagnostics, stdio +ms +p50 [\d.]+ \/ [\d.]+ = [\d.]+ +p90/);
  assert.doesNotMatch(stdout, /script-10k|\(opens\)/);
});

test('servers of others are measured where they are, and said to be missing where not', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'memslot-no-peers-'));
  try {
    const { stdout, stderr, status } = bench('--quick', '--json', '--only', 'peers', '--peers-folder', folder);
    assert.equal(status, 0, stderr + stdout);
    const { rows, notes }: BenchReport = JSON.parse(stdout);
    // Biome is a package of the repository itself.
    const [own, others] = [PEERS.filter(({ version }) => !version), PEERS.filter(({ version }) => version)];
    const names = rows.map(({ name }) => name);
    for (const { package: name } of own)
      assert.ok(
        names.some((text) => text.includes(`${name} `)),
        names.join(),
      );
    assert.ok(names.some((name) => name.startsWith('memslot, list-10k')));
    assert.deepEqual(
      notes,
      others.map(({ name, package: missing }) => `peers: ${name}: not measured, ${missing} is missing.`),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a run measures what is named, or what its other options leave of all', () => {
  const idsOf = (...args: string[]) => readBenchOptions(args).sections.map(({ id }) => id);
  const all = SECTIONS.map(({ id }) => id);
  assert.deepEqual(
    idsOf(),
    all.filter((id) => id !== 'peers'),
  );
  assert.deepEqual(
    idsOf('--quick'),
    all.filter((id) => id !== 'peers' && id !== 'editor'),
  );
  assert.deepEqual(idsOf('--peers'), all);
  assert.deepEqual(idsOf('--only', 'list-10k', '--quick'), idsOf('--quick'));
  assert.deepEqual(idsOf('--only', 'memory,edits', '--only', 'log-5m'), ['edits', 'memory']);
  assert.deepEqual(idsOf('--only', 'edits', '--peers-folder', 'x'), ['edits', 'peers']);
  assert.deepEqual(idsOf('--only', 'editor', '--quick'), ['editor']);
  assert.equal(readBenchOptions(['--peers-folder', 'x']).peersFolder, 'x');
  assert.equal(readBenchOptions(['--peers']).peersFolder, undefined);
  assert.throws(() => readBenchOptions(['--peer']), /'--peer'/);
});

test('what is typed in an editor is underlined by ours and by the null server, until it is taken back', async () => {
  const programs = await buildPrograms();
  try {
    for (const benchCase of BENCH_CASES.filter(({ big }) => !big)) {
      const generated = benchCase.generate(0);
      const inNumber = { ...generated, typing: [generated.typing[1]!] };
      const underlined = [textOfKeystroke(generated)];
      for (const program of [programs.ours, programs.base]) {
        const client = await connect(program, 'stdio', { initializationOptions: { underlined } });
        try {
          const { uri, opened, type } = await openDocument(client, benchCase, inNumber);
          const typed = client.published(uri, 2);
          type();
          const lines = (await typed).diagnostics.map(({ range }) => range.start.line);
          const takenBack = client.published(uri, 3);
          type();
          const what = `${benchCase.name}, ${program}`;
          assert.deepEqual(opened.diagnostics, [], what);
          // The editor shows some twenty lines around the one where the cursor is.
          const { line } = inNumber.typing[0]!.position;
          assert.ok(
            lines.some((found) => Math.abs(found - line) < 10),
            `${what}: ${lines} and not ${line}`,
          );
          assert.deepEqual((await takenBack).diagnostics, [], what);
          await client.stop();
        } finally {
          client.process.kill();
        }
      }
    }
  } finally {
    programs.remove();
  }
});

test('what cannot be measured is refused with what can', () => {
  const { stderr, status } = bench('--only', 'edit');
  assert.equal(status, 2);
  assert.match(stderr, /'edit'; there are the sections starts, opens, edits.* and the files list-10k,/);
  assert.match(bench('--files', '0').stderr, /--files takes a number of at least 1, not '0'/);
});

test('the texts have the size and the places that they are measured for', () => {
  const sizes: Record<string, number> = { '10k': 10e3, '1m': 1e6, '5m': 5e6 };
  for (const { name, generate } of [...BENCH_CASES, ...GROWTH_CASES, ...PEERS])
    for (const findings of [0, 100]) {
      const { text, typing, ask } = generate(findings);
      const size = PEERS.some((peer) => peer.name === name) ? 10e3 : sizes[name.split('-')[1] ?? ''];
      if (size !== undefined) assert.ok(Math.abs(text.length / size - 1) < 0.1, `${name} has ${text.length} bytes`);
      const lines = text.split('\n');
      for (const { line, character } of [ask, ...typing.map(({ position }) => position)])
        assert.ok(character > 0 && character <= lines[line]!.length, `${name} ${line}:${character}`);
    }
  assert.ok(BENCH_CASES.some(isRead));
});

test('percentiles are numbers of the sample', () => {
  const sample = Array.from({ length: 200 }, (_, i) => 200 - i);
  assert.deepEqual([percentile(sample, 50), percentile(sample, 99), percentile(sample, 100)], [100, 198, 200]);
  assert.equal(percentile([7], 50), 7);
  assert.throws(() => percentile([], 50), /Nothing was measured/);
});
