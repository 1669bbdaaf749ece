import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  qemuDefinitionAt,
  qemuReferencesAt,
  qemuRenameAt,
  qemuRenameableAt,
} from '../../../server/src/features/qemu/qemu-names';
import { marked, replaced, textIn } from './support';

const SCRIPT = `ram=(-object memory-backend-memfd,id=mem0,size=1G)
qemu-system-x86_64 -M q35,memory-backend=mem0 \\
  "\${ram[@]}" \\
  -object '{"qom-type":"memory-backend-ram","id":"hot","size":1073741824}' \\
  -device pc-dimm,id=mem0,memdev=hot
`;

/** SCRIPT with the position marked behind the first `text`. */
const at = (text: string, script = SCRIPT) => marked(script.replace(text, `${text}¦`));

test('the definition of an id, in an array and in JSON', () => {
  const first = at('memory-backend=me');
  const definition = qemuDefinitionAt(first.snapshot, first.position)!.range;
  assert.equal(definition.start.line, 0);
  assert.equal(textIn(first.text, definition), 'mem0');
  const second = at('memdev=ho');
  const inJson = qemuDefinitionAt(second.snapshot, second.position)!.range;
  assert.equal(inJson.start.line, 3);
  assert.equal(textIn(second.text, inJson), 'hot');
});

test('references: objects and devices have ids of their own', () => {
  const object = at('id=me');
  assert.deepEqual(
    qemuReferencesAt(object.snapshot, object.position).map(({ range, defines }) => [range.start.line, defines]),
    [
      [0, true],
      [1, false],
    ],
  );
  const device = at('pc-dimm,id=m');
  assert.deepEqual(
    qemuReferencesAt(device.snapshot, device.position).map(({ range }) => range.start.line),
    [4],
  );
  const other = at('-M q');
  assert.deepEqual(qemuReferencesAt(other.snapshot, other.position), []);
});

test('rename changes every place and nothing else', () => {
  const { snapshot, position, text } = at('memory-backend=mem');
  assert.equal(qemuRenameableAt(snapshot, position)?.placeholder, 'mem0');
  const renaming = qemuRenameAt(snapshot, position, 'ram-a');
  assert.ok(renaming.kind === 'ranges');
  const expected = SCRIPT.replace('memfd,id=mem0', 'memfd,id=ram-a').replace('backend=mem0', 'backend=ram-a');
  assert.equal(replaced(text, renaming.ranges, 'ram-a'), expected);
});

test('a name that cannot be is refused', () => {
  const { snapshot, position } = at('memory-backend=mem');
  for (const name of ['', '0a', 'a b', 'a,b', 'a$'])
    assert.equal(qemuRenameAt(snapshot, position, name).kind, 'refused');
  assert.equal(qemuRenameAt(snapshot, position, 'hot').kind, 'refused', 'there is one');
  assert.equal(qemuRenameAt(snapshot, position, 'mem0').kind, 'ranges', 'the same name');
  const nothing = at('-M q');
  assert.equal(qemuRenameAt(nothing.snapshot, nothing.position, 'x').kind, 'refused');
});

test('an id that is put together from pieces is found, but not renamed', () => {
  const { snapshot, position } = marked(
    'N=0\nqemu-system-x86_64 -object memory-backend-ram,id=m$N,size=1G -numa node,memdev=m¦0\n',
  );
  assert.equal(qemuReferencesAt(snapshot, position).length, 2);
  assert.equal(qemuRenameAt(snapshot, position, 'x').kind, 'refused');
});

test('the id in a variable is one place', () => {
  const { snapshot, position, text } = marked(
    'ID=me¦m\nqemu-system-x86_64 -M q35,memory-backend=$ID -object memory-backend-ram,id=$ID,size=1G\n',
  );
  const renaming = qemuRenameAt(snapshot, position, 'ram');
  assert.ok(renaming.kind === 'ranges');
  assert.equal(replaced(text, renaming.ranges, 'ram').split('\n')[0], 'ID=ram');
  assert.equal(renaming.ranges.length, 1);
});

test('two commands have ids of their own, unless they share words', () => {
  const apart = marked(
    'qemu-system-x86_64 -object memory-backend-ram,id=m¦,size=1G\nqemu-system-x86_64 -object memory-backend-ram,id=m,size=1G\n',
  );
  assert.equal(qemuReferencesAt(apart.snapshot, apart.position).length, 1);
  const shared = marked(
    `o=(-object memory-backend-ram,id=m,size=1G)\nqemu-system-x86_64 "\${o[@]}" -M q35,memory-backend=m¦\nqemu-system-x86_64 "\${o[@]}" -M pc,memory-backend=m\n`,
  );
  assert.deepEqual(
    qemuReferencesAt(shared.snapshot, shared.position).map(({ range }) => range.start.line),
    [0, 1, 2],
  );
});

test('confidential guests and chardevs', () => {
  const guest = marked(
    'qemu-system-x86_64 -M q35,confidential-guest-support=s¦ -object sev-snp-guest,id=s,cbitpos=51\n',
  );
  assert.equal(qemuReferencesAt(guest.snapshot, guest.position).length, 2);
  const chardev = marked(
    'qemu-system-x86_64 -chardev socket,id=c,path=/x -device vhost-user-fs-pci,chardev=c¦,tag=t\n',
  );
  assert.deepEqual(
    qemuReferencesAt(chardev.snapshot, chardev.position).map(({ defines }) => defines),
    [true, false],
  );
});
