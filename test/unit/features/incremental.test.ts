import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analysisAfter } from '../../../server/src/features/prove-fix';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { createSnapshot, type Snapshot, updateSnapshot } from '../../../server/src/features/snapshot';
import { rangeOf } from '../../../server/src/text/block-index';
import { TextLines } from '../../../server/src/text/text-lines';

const options = { settings: DEFAULT_SETTINGS, log: false };

/** All that a person could see of a snapshot. */
function visible(snapshot: Snapshot): unknown {
  return {
    machines: snapshot.simulations.map(({ results, liveSlots, machine }) => ({
      name: machine.name,
      results: [...results].map(({ operation, outcome, live }) => {
        const { other, previous, ...plain } = outcome as { other?: { slot: unknown }; previous?: { slot: unknown } };
        const place = 'gpa' in operation ? operation.gpa.value : undefined;
        return { ...plain, other: other !== undefined, previous: previous !== undefined, live, place };
      }),
      live: [...liveSlots]
        .filter(([, slots]) => slots.length > 0)
        .map(([space, slots]) => [
          space,
          [...slots].map(({ start, end, region }) => [start, end, region.span.block.text]),
        ]),
    })),
    findings: snapshot.findings
      .map(({ rule, report }) => JSON.stringify([rangeOf(report.span, snapshot.index), rule.id, report.message]))
      .sort(),
  };
}

const slot = fc
  .record({
    id: fc.nat(9),
    gpa: fc.nat(12),
    size: fc.nat(3),
    offset: fc.nat(6),
    extra: fc.constantFrom('', ', flags=0x1', ', flags=0x4', ', ua=0x7f0000000000', ' # memslot: ignore slot-overlap'),
  })
  .map(
    ({ id, gpa, size, offset, extra }) =>
      `Slot#${id}: gpa=${gpa}M, size=${size}M, offset=${offset}M, backing=ram${extra}`,
  );
const line = fc.oneof(
  { weight: 12, arbitrary: slot },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'machine other',
      'let x = 1M',
      'rule size',
      '# a comment',
      '# memslot: ignore slot-overlap',
      '',
      'host kernel=6.12',
      'private gpa=2M size=4K',
      'nonsense',
      'Slot#20: gpa=x, size=x',
      'Creating userspace mapping: 0 -> 7f2c00000000 400000, slot 1',
      'Removed userspace mapping: 0 -> 7f2c00000000 400000',
      'Creating userspace mapping: 200000 -> 7f2c00200000 400000, slot 2',
    ),
  },
);
/** What a person does: a key, a deletion, a line pasted, a number typed over. */
const edit = fc.record({
  line: fc.nat(16),
  from: fc.nat(50),
  length: fc.nat(3),
  text: fc.oneof(
    fc.constantFrom('', '0', '1', 'x', 'M', 'G', '\n'),
    line.map((l) => `${l}\n`),
  ),
  /** Also try a change that is thrown away, as proving a fix does. */
  whatIf: fc.boolean(),
});

test('after any edits everything is as if the text were read anew', () => {
  fc.assert(
    fc.property(fc.array(line, { minLength: 2, maxLength: 14 }), fc.array(edit, { maxLength: 8 }), (lines, edits) => {
      const start = `backing ram type=memfd page=2M size=64M\n${lines.join('\n')}\n`;
      let snapshot = createSnapshot(TextLines.of(start), options);
      visible(snapshot);
      for (const { line: at, from, length, text, whatIf } of edits) {
        if (whatIf) {
          const first = snapshot.list.declarations.at(0)!;
          const span = { block: first, start: 0, end: 0 };
          const tried = analysisAfter(snapshot, {
            edits: [{ span, newText: 'Slot#30: gpa=1G, size=2M\n' }],
          }) as Snapshot;
          assert.deepEqual(visible(tried), visible(createSnapshot(tried.text, options)));
        }
        const change = snapshot.text.edit(
          { start: { line: at, character: from }, end: { line: at, character: from + length } },
          text,
        );
        snapshot = updateSnapshot(snapshot, [change], options);
        assert.deepEqual(visible(snapshot), visible(createSnapshot(snapshot.text, options)), snapshot.text.toString());
      }
    }),
    { seed: 7, numRuns: 150 },
  );
});

test('so it is in a list of many chunks, in which lines come, go and change together', () => {
  const some = fc.array(line, { maxLength: 90 });
  const change = fc.record({ at: fc.nat(400), removed: fc.oneof(fc.nat(2), fc.nat(120)), lines: some });
  const numbered = (at: number) => `Slot#${10 + at}: gpa=${20 + 2 * at}M, size=2M, ua=0x7f0000000000`;
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), fc.boolean(), (changes, log) => {
      const kind = { ...options, log };
      const lines = Array.from({ length: 300 }, (_, i) => numbered(i));
      let snapshot = createSnapshot(TextLines.of(`backing ram page=2M size=64M\n${lines.join('\n')}`), kind);
      visible(snapshot);
      for (const { at, removed, lines: inserted } of changes) {
        const range = { start: { line: at, character: 0 }, end: { line: at + removed, character: 0 } };
        snapshot = updateSnapshot(snapshot, [snapshot.text.edit(range, inserted.map((l) => `${l}\n`).join(''))], kind);
        const fresh = createSnapshot(snapshot.text, kind);
        assert.deepEqual(visible(snapshot), visible(fresh));
        let lineNumber = 0;
        for (const declaration of snapshot.list.declarations) {
          assert.equal(snapshot.index.lineOf(declaration), lineNumber);
          assert.equal(snapshot.index.blockAt(lineNumber)?.line, lineNumber);
          lineNumber += declaration.lineCount;
        }
      }
    }),
    { seed: 19, numRuns: 40 },
  );
});

test('calls that only set slots of their own meet each other all the same', () => {
  const place = fc.record({ gpa: fc.nat(12), size: fc.nat(4), broken: fc.boolean() });
  const written = (id: number, { gpa, size, broken }: { gpa: number; size: number; broken: boolean }) =>
    `Slot#${id}: gpa=${gpa}M, size=${broken && size === 0 ? 'x' : `${size + 1}M`}, ua=0x7f0000000000`;
  fc.assert(
    fc.property(
      fc.array(place, { minLength: 3, maxLength: 8 }),
      fc.array(fc.tuple(fc.nat(7), place), { maxLength: 10 }),
      (places, edits) => {
        const lines = places.map((p, id) => written(id, p));
        let snapshot = createSnapshot(TextLines.of(lines.join('\n')), options);
        for (const [at, p] of edits) {
          const id = at % lines.length;
          const range = { start: { line: id, character: 0 }, end: { line: id, character: 999 } };
          snapshot = updateSnapshot(snapshot, [snapshot.text.edit(range, written(id, p))], options);
          assert.deepEqual(
            visible(snapshot),
            visible(createSnapshot(snapshot.text, options)),
            snapshot.text.toString(),
          );
        }
      },
    ),
    { seed: 11, numRuns: 400 },
  );
});

test('calls of a log meet each other, whatever KVM answered', () => {
  const call = fc.record({
    pid: fc.constantFrom('', '7@1.5:', '8@1.5:'),
    space: fc.constantFrom(0, 0, 0, 1),
    id: fc.nat(4),
    gpa: fc.nat(6),
    size: fc.constantFrom(0, 0, 1, 2, 3),
    flags: fc.constantFrom(0, 0, 1, 2, 4),
    file: fc.nat(2),
    offset: fc.nat(3),
    answer: fc.constantFrom('0', '0', '0', '-17', '-22', ''),
  });
  const hex = (mib: number) => `0x${(mib << 20).toString(16)}`;
  const other = fc.constantFrom('qemu: warning: gpa=1', 'another line', '# a comment', '');
  const written = call.map(({ pid, space, id, gpa, size, flags, file, offset, answer }) => {
    const fd = flags === 4 ? file : -1;
    const ret = answer === '' ? '' : ` ret=${answer}`;
    return `${pid}kvm_set_user_memory AddrSpace#${space} Slot#${id} flags=0x${flags} gpa=${hex(gpa)} size=${hex(size)} ua=0x7f0000000000 guest_memfd=${fd} guest_memfd_offset=${hex(offset)}${ret}`;
  });
  const logLine = fc.oneof({ weight: 8, arbitrary: written }, { weight: 1, arbitrary: other });
  fc.assert(
    fc.property(
      fc.array(logLine, { minLength: 3, maxLength: 12 }),
      fc.array(fc.tuple(fc.nat(11), logLine), { maxLength: 10 }),
      fc.boolean(),
      (lines, edits, log) => {
        const kind = { ...options, log };
        let snapshot = createSnapshot(TextLines.of(lines.join('\n')), kind);
        visible(snapshot);
        for (const [at, text] of edits) {
          const line = at % lines.length;
          const range = { start: { line, character: 0 }, end: { line, character: 999 } };
          snapshot = updateSnapshot(snapshot, [snapshot.text.edit(range, text)], kind);
          assert.deepEqual(visible(snapshot), visible(createSnapshot(snapshot.text, kind)), snapshot.text.toString());
        }
      },
    ),
    { seed: 13, numRuns: 500 },
  );
});

test('an edited slot among many keeps what is known of the others', () => {
  const lines = Array.from({ length: 50 }, (_, i) => `Slot#${i}: gpa=${4 * i}M, size=2M, ua=0x7f0000000000`);
  let snapshot = createSnapshot(TextLines.of(lines.join('\n')), options);
  const before = snapshot.simulations[0]!.results;
  const place = { line: 20, character: lines[20]!.indexOf('gpa=') + 4 };
  const change = snapshot.text.edit({ start: place, end: { ...place, character: place.character + 2 } }, '1000');
  snapshot = updateSnapshot(snapshot, [change], options);
  const after = snapshot.simulations[0]!.results;
  assert.notEqual(after.at(20), before.at(20));
  for (const [i, result] of [...after].entries())
    if (i !== 20) assert.equal(result, before.at(i), `the result of slot ${i}`);
});
