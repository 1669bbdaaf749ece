import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstKeyLeft } from '../../../server/src/model/qemu/hash-table-order';

test('of two unknown keys QEMU names the one that its table has first', () => {
  // As QEMU 10.0 said of `-object memory-backend-memfd,size=…,id=m0,align=2M,mem_path=on`.
  assert.equal(firstKeyLeft(['qom-type', 'size', 'align', 'mem_path', 'id'], ['qom-type', 'id', 'size']), 'mem_path');
});

test('some key that is left is named, however many there are', () => {
  const keys = fc.uniqueArray(fc.stringMatching(/^[a-z-]{1,8}$/), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(keys, fc.infiniteStream(fc.boolean()), (all, choice) => {
      const taken = all.filter(() => choice.next().value);
      const first = firstKeyLeft(all, taken);
      if (taken.length === all.length) assert.equal(first, undefined);
      else assert.ok(first !== undefined && all.includes(first) && !taken.includes(first));
    }),
  );
});
