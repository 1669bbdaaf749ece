import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  qemuSemanticTokens,
  qemuSemanticTokensEdits,
  qemuSemanticTokensIn,
} from '../../../server/src/features/qemu/qemu-semantic-tokens';
import { createQemuSnapshot } from '../../../server/src/features/qemu/qemu-snapshot';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '../../../server/src/features/tokens-of';
import type { QemuDialect } from '../../../server/src/syntax/detect-qemu';
import { TextLines } from '../../../server/src/text/text-lines';

/** `text:type+modifiers` of every token; that it lies in its line, behind the one before it, is looked at along the way. */
function decode(text: string, data: readonly number[]): string[] {
  const { lines } = TextLines.of(text);
  const found: string[] = [];
  let line = 0;
  let character = 0;
  let end = 0;
  for (let i = 0; i < data.length; i += 5) {
    const [down, right, length, type, modifiers] = data.slice(i, i + 5) as [number, number, number, number, number];
    line += down;
    character = down === 0 ? character + right : right;
    if (down > 0) end = 0;
    assert.ok(down >= 0 && character >= end && length > 0, 'in order');
    end = character + length;
    assert.ok(end <= lines[line]!.replace(/[\r\n]+$/, '').length, 'inside the line');
    const names = TOKEN_MODIFIERS.filter((_, bit) => modifiers & (1 << bit));
    found.push([`${lines[line]!.slice(character, end)}:${TOKEN_TYPES[type]}`, ...names].join('+'));
  }
  return found;
}

function snapshotOf(text: string, dialect: QemuDialect = 'shell') {
  return createQemuSnapshot(TextLines.of(text), DEFAULT_SETTINGS, dialect);
}

function tokens(text: string, dialect?: QemuDialect): string[] {
  return decode(text, qemuSemanticTokens(snapshotOf(text, dialect)));
}

test('a command: program, options, types, keys, ids, numbers and words', () => {
  assert.deepEqual(
    tokens(
      'sudo qemu-system-x86_64 -M q35,memory-backend=m -m 4G,slots=2 -nographic \\\n' +
        '  -object memory-backend-ram,id=m,size=4G,share=on,policy=bind,dump=maybe -device e1000,mac=1 -kernel vmlinux',
    ),
    [
      'qemu-system-x86_64:function',
      '-M:keyword',
      'q35:class',
      'memory-backend:property',
      'm:variable',
      '-m:keyword',
      '4G:number',
      'slots:property',
      '2:number',
      '-nographic:keyword',
      '-object:keyword',
      'memory-backend-ram:class',
      'id:property',
      'm:variable+declaration',
      'size:property',
      '4G:number',
      'share:property',
      'on:enumMember',
      'policy:property',
      'bind:enumMember',
      'dump:property',
      '-device:keyword',
      'e1000:class',
      'mac:property',
      '-kernel:keyword',
    ],
  );
});

test('variables, quotes and escapes are left alone', () => {
  assert.deepEqual(tokens(`qemu-system-x86_64 -m size=\${MEM},slots="$N" -object "memory-backend-"ram,id=m\\x,$X=1`), [
    'qemu-system-x86_64:function',
    '-m:keyword',
    'size:property',
    'slots:property',
    '-object:keyword',
    'memory-backend-:class',
    'ram:class',
    'id:property',
    'm:variable+declaration',
    'x:variable+declaration',
  ]);
  assert.deepEqual(tokens(`qemu-system-x86_64 -m \${N}G`).at(-1), 'G:number');
});

test('words of an array and of a variable, each once however many commands use them', () => {
  const text = `args=( -m 4G )\nqemu-system-x86_64 "\${args[@]}"\nqemu-system-x86_64 "\${args[@]}" -device pc-dimm,noshare\n`;
  assert.deepEqual(tokens(text), [
    '-m:keyword',
    '4G:number',
    'qemu-system-x86_64:function',
    'qemu-system-x86_64:function',
    '-device:keyword',
    'pc-dimm:class',
    'noshare:property',
  ]);
});

test('JSON on a command line has colours that its quotes do not give it', () => {
  assert.deepEqual(
    tokens(`qemu-system-x86_64 -object '{"qom-type":"memory-backend-ram","id":"m","size":4096,"share":true}'`).slice(2),
    [
      'qom-type:property',
      'memory-backend-ram:class',
      'id:property',
      'm:variable+declaration',
      'size:property',
      '4096:number',
      'share:property',
      'true:enumMember',
    ],
  );
});

test('the other dialects', () => {
  assert.deepEqual(tokens('[object "m"]\n  qom-type = "memory-backend-ram"\n  size = "1G"\n', 'readconfig'), [
    'object:keyword',
    'm:variable+declaration',
    'qom-type:property',
    'memory-backend-ram:class',
    'size:property',
    '1G:number',
  ]);
  assert.deepEqual(tokens('(qemu) object_add memory-backend-ram,id=m,size=1G\n(qemu) info memdev\n', 'hmp'), [
    'object_add:keyword',
    'memory-backend-ram:class',
    'id:property',
    'm:variable+declaration',
    'size:property',
    '1G:number',
  ]);
  const qmp = '{"execute":"device_add","arguments":{"driver":"pc-dimm","memdev":"m","slot":1}}\n';
  assert.deepEqual(tokens(qmp, 'qmp'), ['pc-dimm:class', 'm:variable'], 'the grammar of JSON has the rest');
  assert.deepEqual(tokens('qemu-system-x86_64\n-m\n4G\n-mem-prealloc\n', 'args'), [
    'qemu-system-x86_64:function',
    '-m:keyword',
    '4G:number',
    '-mem-prealloc:keyword',
  ]);
});

test('no tokens in scripts and lines that have nothing of QEMU', () => {
  assert.deepEqual(tokens('ls -m 4G # qemu-system-x86_64 -m 4G\necho "-object memory-backend-ram"\n'), []);
});

test('a range has the tokens of its lines', () => {
  const text = 'qemu-system-x86_64 \\\n  -m 4G \\\n  -M q35 \\\n  -smp 4\n';
  const snapshot = snapshotOf(text);
  assert.deepEqual(decode(text, qemuSemanticTokensIn(snapshot, 1, 2)), [
    '-m:keyword',
    '4G:number',
    '-M:keyword',
    'q35:class',
  ]);
  assert.deepEqual(qemuSemanticTokensIn(snapshot, 0, 1e9), qemuSemanticTokens(snapshot));
});

const WORD = fc.constantFrom(
  'qemu-system-x86_64 ',
  '-m 4G',
  ' -object memory-backend-ram,id=a,size=$X,share',
  ',noshare',
  ' "',
  "'",
  ' \\\n',
  '\r\n',
  '\n',
  'args=( ',
  ' )',
  ` "\${args[@]}"`,
  'X=1G\n',
  '-device ',
  'pc-dimm,memdev=a',
  '{"qom-type":"memory-backend-ram","size":1}',
  '\ud800',
  '=,=',
  '[memory]\n  size = "1G"\n',
  'object_add memory-backend-ram,id=b,size=1G\n',
  '{"execute":"device_add","arguments":{"driver":"pc-dimm","memdev":"a"}}\n',
);
const SCRIPT = fc.array(WORD, { maxLength: 20 }).map((words) => words.join(''));
const DIALECT = fc.constantFrom<QemuDialect>('shell', 'args', 'readconfig', 'hmp', 'qmp');

test('tokens lie in their lines and in order, and an edit turns those before into those after', () => {
  let found = 0;
  let shorter = 0;
  fc.assert(
    fc.property(SCRIPT, SCRIPT, SCRIPT, DIALECT, (head, middle, tail, dialect) => {
      const before = qemuSemanticTokens(snapshotOf(head + tail, dialect));
      const text = head + middle + tail;
      const after = qemuSemanticTokens(snapshotOf(text, dialect));
      found += decode(text, after).length;
      const edits = qemuSemanticTokensEdits(before, after);
      const applied = [...before];
      for (const { start, deleteCount, data } of edits) {
        assert.ok(start % 5 === 0 && deleteCount % 5 === 0 && data.length % 5 === 0);
        applied.splice(start, deleteCount, ...data);
      }
      assert.deepEqual(applied, after);
      if (edits.length > 0 && edits[0]!.data.length < after.length) shorter++;
    }),
    { numRuns: 600 },
  );
  assert.ok(found > 500, `${found} tokens`);
  assert.ok(shorter > 20, `${shorter} edits were smaller than all tokens`);
});

test('nothing changed: no edit', () => {
  const data = qemuSemanticTokens(snapshotOf('qemu-system-x86_64 -m 4G\n'));
  assert.ok(data.length > 0);
  assert.deepEqual(qemuSemanticTokensEdits(data, data), []);
});
