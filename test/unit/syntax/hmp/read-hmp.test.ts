import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHmp } from '../../../../server/src/syntax/hmp/read-hmp';
import { TextLines } from '../../../../server/src/text/text-lines';
import { isTrueToText, show } from '../word-of';

function read(text: string, previous?: ReturnType<typeof readHmp>): ReturnType<typeof readHmp> {
  return readHmp(TextLines.of(text), previous);
}

test('commands that add objects and devices', () => {
  const { groups, problems } = read(`info memdev
object_add memory-backend-ram,id=m,size=1G,host-nodes.0=0,policy=bind
(qemu) device_add pc-dimm,id=d,memdev=m,share # x\r
device_add "pc-dimm,id=e f"
object_del m
  object_add   memory-backend-file,mem-path=/a b,,c
`);
  assert.deepEqual(
    groups.map(({ option, carrier, entries }) =>
      [
        option,
        carrier,
        ...entries.map(({ key, value }) => `${show(key)}=${value.kind === 'text' ? show(value.word) : ''}`),
      ].join(' '),
    ),
    [
      'object hmp qom-type=memory-backend-ram id=m size=1G host-nodes.0=0 policy=bind',
      'device hmp driver=pc-dimm id=d memdev=m share=on',
      'device hmp driver=pc-dimm id=e f',
      'object hmp qom-type=memory-backend-file mem-path=/a b,c',
    ],
  );
  assert.deepEqual(problems, []);
  for (const { key, value } of groups.flatMap((group) => group.entries))
    assert.ok(isTrueToText(key) && value.kind === 'text' && isTrueToText(value.word));
});

test('the monitor has no short booleans for objects', () => {
  const { problems } = read('object_add memory-backend-ram,id=m,size=1G,share\n');
  assert.match(problems[0]!.message, /^Expected '=' after parameter 'share'/);
});

test('an unchanged line keeps what it adds', () => {
  const before = read('object_add a,id=a\nobject_add b,id=b\n');
  const after = read('x\nobject_add a,id=a\nobject_add c,id=b\n', before);
  assert.deepEqual(
    after.groups.map((group) => before.groups.indexOf(group)),
    [0, -1],
  );
});

test('hostile files cost linear time', () => {
  const started = performance.now();
  for (const piece of ['object_add ', 'device_add "', ' ', '\n', ',', 'object_add a,b\n', '\0', '\ud800', '(qemu)'])
    read(piece.repeat(100_000));
  read(`object_add ${'x'.repeat(10_000_000)}`);
  assert.ok(performance.now() - started < 10_000);
});
