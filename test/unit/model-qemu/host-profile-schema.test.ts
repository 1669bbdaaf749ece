import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readHostProfile } from '../../../server/src/model/qemu/host-profile';
import { NEWEST_QEMU } from '../../../server/src/model/qemu/qemu-version';
import { readSize } from '../../../server/src/model/qemu/read-size';
import { hostProfileValidator } from '../../host-profile-validator';

// The schema is for editors, the reader for the product: they accept the same files.

const validate = hostProfileValidator();

test('the example is a profile, and has every key', () => {
  const file = path.join(__dirname, '..', '..', '..', 'examples', 'memslot-host.json');
  const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
  assert.ok(validate(json), JSON.stringify(validate.errors));
  const { profile, problems } = readHostProfile(json);
  assert.deepEqual(problems, []);
  const keys = Object.keys((validate.schema as { readonly properties: object }).properties);
  assert.deepEqual(Object.keys(json as object), keys);
  assert.deepEqual(['version', ...Object.keys(profile)], keys);
});

// A checkout may come without a README.
const readme = path.join(__dirname, '..', '..', '..', 'README.md');
test('the example in the README is a profile', { skip: !existsSync(readme) }, () => {
  const section = /^### Host profile\n([\s\S]*?)^## /m.exec(readFileSync(readme, 'utf8'))?.[1] ?? '';
  const json: unknown = JSON.parse(/^```json\n([\s\S]*?)^```/m.exec(section)?.[1] ?? '');
  assert.ok(validate(json), JSON.stringify(validate.errors));
  assert.deepEqual(readHostProfile(json).problems, []);
});

/** What a pattern cannot tell: numbers too large, and those that are no power of two. */
const BEYOND_A_SCHEMA = /below 2\^64|page size/;

test('the schema accepts what the reader takes without a word, and nothing else', () => {
  const seen = { accepted: 0, refused: 0, sizes: 0 };
  fc.assert(
    fc.property(profiles(), (json) => {
      const { problems } = readHostProfile(json);
      if (validate(json)) {
        const others = problems.filter((problem) => !BEYOND_A_SCHEMA.test(problem));
        assert.deepEqual(others, [], JSON.stringify(json));
        if (problems.length > 0) seen.sizes++;
        else seen.accepted++;
      } else {
        assert.notDeepEqual(problems, [], `${JSON.stringify(json)} ${JSON.stringify(validate.errors)}`);
        seen.refused++;
      }
    }),
    { numRuns: 3000 },
  );
  // Each of the three happens, and not once by chance.
  for (const [what, count] of Object.entries(seen)) assert.ok(count > 100, `${what}: ${count}`);
});

test('the pattern of sizes is the grammar of sizes', () => {
  const text = fc.string({ unit: fc.constantFrom(...'001249..xXbBkKMgGtTPeEaf+- \t\v'), maxLength: 8 });
  let accepted = 0;
  fc.assert(
    fc.property(text, (size) => {
      const parsed = readSize(size, NEWEST_QEMU);
      const wellFormed = typeof parsed === 'bigint' || (parsed === 'range' && !size.includes('-'));
      assert.equal(validate({ numaNodes: [{ id: 0, memory: size }] }), wellFormed, JSON.stringify(size));
      if (wellFormed) accepted++;
    }),
    { numRuns: 5000 },
  );
  assert.ok(accepted > 100, `${accepted}`);
});

/** Profiles of which most keys are right, and some nearly. */
function profiles(): fc.Arbitrary<unknown> {
  const digits = fc.bigInt({ min: 0n, max: 1n << 66n }).map(String);
  const size = fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom('4K', '2M', 4096, '0x200000', '.5G', '1.5G') },
    fc.constantFrom(
      '4K',
      '2M',
      '1G',
      '64k',
      '0',
      '0x1000',
      '0X10',
      '.5K',
      '5.',
      '1.5',
      '1.0',
      '1.5G',
      '.',
      '.0',
      '00.0b',
    ),
    fc.constantFrom(
      ' 4K',
      '4K ',
      '+4K',
      '-4K',
      '-0',
      '0x',
      '0x4K',
      '4KB',
      '4 K',
      '\v1P',
      '16E',
      '1e3',
      '١',
      '',
      '0b',
      '+',
    ),
    fc.tuple(digits, fc.constantFrom('', '.', '.0', '.25', 'B', 'K', 'm', 'E', 'Z')).map((parts) => parts.join('')),
    fc.integer({ min: -2, max: 1 << 30 }),
    fc.constantFrom(4096, 1 << 21, 2 ** 53, 2 ** 53 - 1, 0.5, -0),
  );
  const count = fc.oneof(
    { weight: 20, arbitrary: fc.nat(60_000) },
    fc.constantFrom(0, 1, 64, 65, 65535, 65536, 2 ** 53, 1.5, -1, -0),
  );
  const string = fc.constantFrom('', 'x86_64', '10.0', 'v7.2.0-rc1', '10', '1000.0', '1.2345', 'hugetlbfs', '/dev/shm');
  const odd = fc.oneof(
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    { weight: 2, arbitrary: fc.constant(null) },
  );
  const mostly = (arbitrary: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 60, arbitrary }, { weight: 1, arbitrary: odd });
  const pool = fc.record({ total: mostly(count), free: mostly(count) }, { requiredKeys: [] });
  const pageSizes = fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom('2M', '1G', '64K') },
    { weight: 1, arbitrary: size.map(String) },
  );
  const node = fc.record(
    {
      id: mostly(count),
      memory: mostly(size),
      hugepages: mostly(fc.dictionary(pageSizes, mostly(pool), { maxKeys: 2 })),
    },
    { requiredKeys: ['id'] },
  );
  const mount = fc.record(
    { path: mostly(string), type: mostly(string), pageSize: mostly(size) },
    { requiredKeys: ['path'] },
  );
  const list = (arbitrary: fc.Arbitrary<unknown>) => fc.array(mostly(arbitrary), { maxLength: 2 });
  return mostly(
    fc.record(
      {
        version: mostly(fc.constant(1)),
        arch: mostly(string),
        cpuVendor: mostly(string),
        physBits: mostly(fc.integer({ min: 0, max: 65 })),
        cpus: mostly(count),
        pageSize: mostly(size),
        kernel: mostly(string),
        qemu: mostly(fc.oneof({ weight: 30, arbitrary: fc.constantFrom('10.0', 'v7.2.0-rc1') }, string)),
        numaNodes: mostly(list(node)),
        mounts: mostly(list(mount)),
        transparentHugepage: mostly(
          fc.record({ enabled: mostly(string), shmemEnabled: mostly(string) }, { requiredKeys: [] }),
        ),
        vhostMaxMemRegions: mostly(count),
        lockedMemory: mostly(size),
        missingPaths: mostly(list(string)),
        unknown: odd,
      },
      { requiredKeys: [] },
    ),
  );
}
