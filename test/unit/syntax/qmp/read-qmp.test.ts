import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { OptionGroup } from '../../../../server/src/syntax/qemu/argument-list';
import { type QmpFile, readQmp } from '../../../../server/src/syntax/qmp/read-qmp';
import { spanText } from '../../../../server/src/text/span';
import { TextLines } from '../../../../server/src/text/text-lines';
import { isTrueToText, show } from '../word-of';

function read(text: string, previous?: QmpFile): QmpFile {
  return readQmp(TextLines.of(text), previous);
}

function shown(group: OptionGroup): string {
  const pairs = group.entries.map(
    ({ key, value }) => `${show(key)}=${value.kind === 'json' ? spanText(value.value.span) : show(value.word)}`,
  );
  return [`${group.option}/${group.carrier}`, ...pairs, ...(group.complete ? [] : ['…'])].join(' ');
}

test('a log, a command a line', () => {
  const { groups, problems, blocks } = read(`{"QMP": {"version": {}}}
-> {"execute": "object-add", "arguments": {"qom-type": "memory-backend-ram", "id": "m", "size": 4194304}, "id": 1}
<- {"return": {}, "id": 1}
2024-01-01 {"execute":"device_add","arguments":{"driver":"pc-dimm","memdev":"m"}} {'exec-oob': 'object-add', 'arguments': {'id': 'n'}}
{"execute": "human-monitor-command", "arguments": {"command-line": "object_add memory-backend-ram,id=o,size=1G"}}
{"execute": "query-memdev"}
`);
  assert.deepEqual(groups.map(shown), [
    'object/json qom-type="memory-backend-ram" id="m" size=4194304',
    'device/json driver="pc-dimm" memdev="m"',
    "object/json id='n'",
    'object/hmp qom-type=memory-backend-ram id=o size=1G',
  ]);
  assert.deepEqual(problems, []);
  assert.equal(blocks.length, 7);
  const last = groups[3]!.entries[2]!;
  assert.ok(last.value.kind === 'text' && isTrueToText(last.value.word) && spanText(last.value.word.span) === '1G');
});

test('a file with one command over several lines, in an array', () => {
  const { groups, blocks } = read(`[
  { "execute": "object-add",
    "arguments": {
      "qom-type": "memory-backend-ram",
      "props": { "size": 1 } } },
  { "execute": "device_add", "arguments": { "driver": "nvdimm" } }
]
`);
  assert.deepEqual(groups.map(shown), [
    'object/json qom-type="memory-backend-ram" props={ "size": 1 }',
    'device/json driver="nvdimm"',
  ]);
  assert.deepEqual(
    blocks.map((block) => block.lineCount),
    [1, 4, 1, 1, 1],
  );
});

test('what is cut off or wrong', () => {
  const { groups, problems } = read(`{"execute":"object-add","arguments":{"qom-type":"memory-backend-ram","si
{"execute":"object-add","arguments":{"size":4M,}}
`);
  assert.deepEqual(groups.map(shown), ['object/json qom-type="memory-backend-ram" si=si …', 'object/json size=4M …']);
  assert.ok(problems.length >= 2 && problems.every((problem) => problem.code === 'json-syntax'));
  // Of other JSON nothing is said.
  assert.deepEqual(read('{"a": 1, /* x */ b: 0x1,}\n{"execute": "quit",}\n').problems, []);
});

test('an edited file is read as one that is read anew', () => {
  const lines = [
    '{"execute":"object-add","arguments":{"id":"m"}}',
    '{',
    '}',
    '"x',
    ' {"a":1',
    '{"execute":"device_add",',
    '"arguments":{"id":2}}',
    '',
    'x',
    '\r',
    '[',
    '\\',
  ];
  const line = fc.constantFrom(...lines);
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 12 }),
      fc.array(fc.tuple(fc.nat(200), fc.nat(9), line), { maxLength: 4 }),
      (start, edits) => {
        let text = start.join('\n');
        let file = read(text);
        for (const [at, length, inserted] of edits) {
          text = text.slice(0, at) + inserted + text.slice(at + length);
          file = read(text, file);
          const fresh = read(text);
          assert.deepEqual([file.groups, file.problems, file.blocks], [fresh.groups, fresh.problems, fresh.blocks]);
          assert.equal(file.blocks.map((block) => block.text).join(''), text);
        }
      },
    ),
    { seed: 13, numRuns: 2000 },
  );
});

test('hostile files cost linear time', () => {
  const started = performance.now();
  const command = '{"execute":"object-add","arguments":';
  for (const piece of [
    '{',
    '{\n',
    '[',
    '"',
    '\n',
    '{"',
    '{"a":',
    '}',
    command,
    `${command}\n`,
    `${command}{}}\n`,
    '\\',
    '\0',
    '\ud800',
  ])
    read(piece.repeat(100_000));
  read(`${command}"${'x'.repeat(10_000_000)}`);
  assert.ok(performance.now() - started < 20_000);
});
