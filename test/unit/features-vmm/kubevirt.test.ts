import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Analysis, createAnalysis } from '../../../server/src/features/analysis';
import { quickFixes } from '../../../server/src/features/code-actions';
import { featuresOf } from '../../../server/src/features/features-of';
import { inlayHintsIn } from '../../../server/src/features/inlay-hints';
import { analysisAfter } from '../../../server/src/features/prove-fix';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { TextLines } from '../../../server/src/text/text-lines';

const analyse = (text: string): Analysis => createAnalysis(TextLines.of(text), 'kubevirt', DEFAULT_SETTINGS);

const MACHINE = `apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: db}
spec:
  runStrategy: Always
  template:
    spec:
      domain:
        devices: {}
        memory:
          guest: "8191Mi"
          hugepages:
            pageSize: 2Mi
        resources:
          requests:
            memory: 8Gi
          limits:
            memory: 10737418240
`;

const EVERYWHERE = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

test('a hover tells what a size is, what it does, and what the guest gets of the host', () => {
  const analysis = analyse(MACHINE);
  const { hover } = featuresOf(analysis);
  const guest = hover!(analysis, { line: 10, character: 20 });
  assert.match(guest!.markdown, /`spec\.template\.spec\.domain\.memory\.guest`: the memory that the guest sees/);
  assert.match(guest!.markdown, /\*\*8191 MiB\*\* = 8,588,886,016 bytes/);
  assert.match(guest!.markdown, /\| memory \| 8191 MiB \| 4,096 × 2 MiB \| any \|/);
  assert.deepEqual(guest!.range, { start: { line: 10, character: 17 }, end: { line: 10, character: 25 } });
  assert.match(hover!(analysis, { line: 12, character: 14 })!.markdown, /pageSize`: puts the guest on huge pages/);
  assert.equal(hover!(analysis, { line: 4, character: 5 }), undefined);
});

test('the pages that the host has to have', () => {
  const analysis = analyse(MACHINE.replace('8191', '8190'));
  const [machine] = featuresOf(analysis).needs!(analysis);
  assert.deepEqual(machine, {
    name: 'db',
    position: { line: 1, character: 6 },
    needs: [{ name: 'memory', pageSize: 2n << 20n, pages: 4095n, nodes: [] }],
    complete: true,
  });
});

test('only what a size does not say by itself is shown behind it', () => {
  const hints = (text: string) => inlayHintsIn(analyse(text), { start: 0, end: 99 }).map(({ label }) => label);
  assert.deepEqual(hints(MACHINE), ['bytes', '= 10 GiB']);
  assert.deepEqual(hints(MACHINE.replace('8Gi', '8G')), ['≈ 7.45 GiB', 'bytes', '= 10 GiB']);
});

test('fixes keep the quotes, and change with a size what has to be as large', () => {
  const titles = (text: string) => {
    const analysis = analyse(text);
    return quickFixes(analysis, EVERYWHERE).map(({ title, edits }) => {
      const after = analysisAfter(analysis, { edits })!.text.toString();
      return [title, ...after.split('\n').filter((line, i) => text.split('\n')[i] !== line && line.includes('Mi'))];
    });
  };
  assert.deepEqual(titles(MACHINE)[1], ['Change memory.guest to 8190Mi', '          guest: "8190Mi"']);
  assert.deepEqual(titles(MACHINE.replace('8Gi', '8191Mi').replace('10737418240', '8191Mi'))[1], [
    'Change requests.memory and memory.guest and limits.memory to 8190Mi',
    '          guest: "8190Mi"',
    '            memory: 8190Mi',
    '            memory: 8190Mi',
  ]);
});

test('a comment silences what stands in the entry that it is before or behind', () => {
  const ids = (text: string) => analyse(text).findings.map(({ rule }) => rule.id);
  const silent = (comment: string) => MACHINE.replace('"8191Mi"', `"8191Mi" # memslot: ${comment}`);
  assert.deepEqual(ids(MACHINE), ['kubevirt-guest-pages']);
  assert.deepEqual(ids(silent('ignore kubevirt-guest-pages -- a test')), []);
  assert.deepEqual(ids(silent('ignore')), []);
  assert.deepEqual(ids(silent('ignore kubevirt-numa')), ['kubevirt-guest-pages', 'unused-suppression']);
  assert.deepEqual(ids(MACHINE.replace('        memory:\n', '        # memslot: ignore\n        memory:\n')), []);
  assert.deepEqual(ids(`# memslot: off\n---\n${MACHINE}`), []);
  const analysis = analyse(MACHINE);
  const fix = quickFixes(analysis, EVERYWHERE).find(({ title }) => title.startsWith('Ignore'))!;
  const after = analysisAfter(analysis, fix)!;
  assert.deepEqual(after.findings, []);
  assert.equal(after.text.lines[10]!.trimEnd(), '          # memslot: ignore kubevirt-guest-pages');
});
