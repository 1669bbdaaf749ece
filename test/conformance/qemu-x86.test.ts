import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHostProfile } from '../../server/src/model/qemu/host-profile';
import { compareWithQemu, type QemuVector } from './qemu-compare';
import { QEMU_HOST } from './qemu-host';
import { readVectors } from './read-vectors';

test('QEMU 10.0.13 on x86-64: verdicts, messages, layout, devices and memslots', () => {
  const vectors = readVectors<QemuVector>('qemu-x86.jsonl');
  const { profile, problems } = readHostProfile(QEMU_HOST);
  assert.deepEqual(problems, []);
  const { score, differences } = compareWithQemu(vectors, profile, { major: 10, minor: 0 });
  console.log(`QEMU 10.0.13, x86-64, ${vectors.length} command lines: ${score}`);
  for (const difference of differences) console.log(difference);
  assert.equal(differences.length, 0);
});
