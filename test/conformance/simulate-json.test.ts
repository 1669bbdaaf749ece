import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BuiltCommandLine, buildCommandLine } from '../command-line';
import { type GuestMemfdCase, readVectors, type SlotCase } from './read-vectors';

// The answers of two real kernels, asked for as a person would: written as a memslot list, read back from
// `memslot simulate --format json`.

interface Operation {
  readonly line: number;
  readonly errno: string | null;
  readonly pages: Readonly<Record<string, string>> | null;
}

const ERRNO: Readonly<Record<number, string | null>> = { 0: null, 17: 'EEXIST', 22: 'EINVAL' };
const BACKINGS: Readonly<Record<string, string>> = {
  '4k': 'type=anon page=4K',
  thp: 'type=anon page=thp',
  'shmem-thp': 'type=memfd page=thp',
  'hugetlb-2m': 'type=memfd page=2M',
  'hugetlb-1g': 'type=memfd page=1G',
};

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
});
after(() => memslot.remove());

/** The operations of each text, from one run of the command. */
function simulate(texts: readonly { name: string; text: string }[]): Operation[][] {
  const files = texts.map(({ name, text }) => memslot.write(`${name}.memslots`, text));
  const { stdout, status } = memslot.run(['simulate', '--format', 'json', ...files]);
  assert.equal(status, 0);
  const report = JSON.parse(stdout) as { version: number; files: { file: string; operations: Operation[] }[] };
  assert.equal(report.version, 1);
  assert.deepEqual(
    report.files.map(({ file }) => file),
    files,
  );
  return report.files.map(({ operations }) => operations);
}

for (const mapped of [true, false]) {
  test(`what Linux 6.12 answered, and which pages it mapped${mapped ? '' : ', with addresses that follow from the backing alone'}`, () => {
    const cases = readVectors<SlotCase>('kvm-hugepages.jsonl');
    const texts = cases.map(({ case: name, slots }) => {
      const lines = ['host arch=x86_64 page-size=4K gpa-bits=40 kernel=6.12'];
      for (const backing of new Set(slots.map((slot) => slot.backing))) {
        lines.push(`backing ${backing} ${BACKINGS[backing]} ${mapped ? 'hva=0x7f0000000000' : ''}`);
      }
      for (const { slot, gpa, size, offset, backing, flags } of slots) {
        lines.push(`Slot#${slot}: gpa=${gpa}, size=${size}, offset=${offset}, flags=${flags}, backing=${backing}`);
      }
      return { name, text: `${lines.join('\n')}\n` };
    });
    const answers = simulate(texts);
    cases.forEach(({ case: name, slots }, i) => {
      const got = answers[i]!.map(({ errno, pages }) => ({ errno, pages }));
      const real = slots.map(({ errno, pages }) => ({
        errno: ERRNO[errno],
        pages: Object.fromEntries(Object.entries(pages).map(([size, count]) => [size, `${count}`])),
      }));
      assert.deepEqual(got, real, `${name}:\n${texts[i]!.text}`);
    });
  });
}

test('what Linux 6.18 answered about guest_memfd', () => {
  const cases = readVectors<GuestMemfdCase>('guest-memfd.jsonl');
  const created = cases.filter(({ guest_memfd }) => guest_memfd.errno === 0);
  const texts = created.map(({ case: name, guest_memfd, calls }) => {
    const lines = [
      'host arch=x86_64 page-size=4K gpa-bits=52 kernel=6.18',
      `backing gm type=guest_memfd size=${guest_memfd.size}`,
    ];
    for (const { slot, gpa, size, hva_offset, guest_memfd_offset, flags } of calls) {
      lines.push(
        `Slot#${slot}: gpa=${gpa}, size=${size}, ua=0x7f0000000000+${hva_offset}, offset=${guest_memfd_offset}, flags=${flags}, backing=gm`,
      );
    }
    return { name, text: `${lines.join('\n')}\n` };
  });
  const answers = simulate(texts);
  created.forEach(({ case: name, calls }, i) => {
    const got = answers[i]!.map(({ errno }) => errno);
    assert.deepEqual(
      got,
      calls.map(({ errno }) => ERRNO[errno]),
      `${name}:\n${texts[i]!.text}`,
    );
  });
});

test('which guest_memfds Linux 6.18 refused to create', () => {
  const cases = readVectors<GuestMemfdCase>('guest-memfd.jsonl');
  const files = cases.map(({ case: name, guest_memfd }) => {
    const text = `backing gm type=guest_memfd size=${guest_memfd.size}\nSlot#0: gpa=0, size=4K, backing=gm, offset=0\n`;
    return memslot.write(`${name}.memslots`, text);
  });
  const { stdout } = memslot.run(['check', '--format', 'json', ...files]);
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { file: string; code: string }[] };
  const refused = new Set(diagnostics.filter(({ code }) => code === 'guest-memfd-size').map(({ file }) => file));
  assert.deepEqual(
    cases.map(({ guest_memfd }) => guest_memfd.errno === 22),
    files.map((file) => refused.has(file)),
  );
  assert.ok(refused.size > 0 && refused.size < files.length);
});
