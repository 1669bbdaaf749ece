import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QemuVector } from './qemu-compare';
import { startWords } from './qemu-machine';
import { readVectors } from './read-vectors';

for (const [file, major, minor] of [
  ['qemu-x86.jsonl', 10, 0],
  ['qemu-7.2-x86.jsonl', 7, 2],
  ['qemu-7.2-aarch64.jsonl', 7, 2],
] as const) {
  test(`${file}: without a host profile nothing that QEMU accepts is called an error`, () => {
    const undecided = new Map<string, number>();
    const wrong: string[] = [];
    for (const [index, vector] of readVectors<QemuVector>(file).entries()) {
      const { machine, problems } = startWords(vector.argv, {}, { major, minor });
      const errors = [
        ...problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
        ...machine.findings.filter(({ severity }) => severity === 'error').map(({ qemuMessage }) => qemuMessage),
      ];
      if (vector.rc === 0 && errors.length > 0)
        wrong.push(`${index} ${vector.argv.join(' ')}\n    ${errors.join('\n    ')}`);
      if (vector.rc === 1 && errors.length === 0) {
        const reason = vector.stderr.find((line) => !line.includes('warning: ')) ?? '';
        const kind = reason.slice(reason.lastIndexOf(': ', reason.length - 30) + 1).replace(/0x[0-9a-f]+|\d+/g, 'N');
        undecided.set(kind, (undecided.get(kind) ?? 0) + 1);
      }
    }
    console.log(`${file}: refusals that only a host profile shows`);
    for (const [kind, count] of undecided) console.log(`  ${count}× ${kind.trim()}`);
    assert.deepEqual(wrong, []);
  });
}
