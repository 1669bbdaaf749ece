import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ReadconfigFile, readReadconfig } from '../../../../server/src/syntax/readconfig/read-readconfig';
import { spanText } from '../../../../server/src/text/span';
import { TextLines } from '../../../../server/src/text/text-lines';
import { isTrueToText, show } from '../word-of';

function read(text: string, previous?: ReadconfigFile): ReadconfigFile {
  return readReadconfig(TextLines.of(text), previous);
}

function groups(text: string): string[] {
  return read(text).groups.map(({ option, entries, complete }) => {
    const pairs = entries.map(({ key, value }) => `${show(key)}=${value.kind === 'text' ? show(value.word) : '?'}`);
    return [option, ...pairs, ...(complete ? [] : ['…'])].join(' ');
  });
}

test('groups, ids, values', () => {
  const text = `# a comment
[object "m"]
  qom-type = "memory-backend-file"
\tmem-path\t=\t"/dev/a,b c" # ignored

size ="4G"
[memory] ignored
size = ""
[machine]
[ device "d" ]
driver = "pc-dimm"
[smp-opts]
cpus = "4"
`;
  assert.deepEqual(groups(text), [
    'object id=m qom-type=memory-backend-file mem-path=/dev/a,b c size=4G',
    'm size=',
    'machine',
    'device id=d driver=pc-dimm',
    'smp cpus=4',
  ]);
  const { groups: found, problems } = read(text);
  assert.deepEqual(problems, []);
  assert.equal(spanText(found[0]!.span), '[object "m"]');
  assert.equal(found[0]!.carrier, 'readconfig');
  for (const { key, value } of found.flatMap((group) => group.entries)) {
    assert.ok(isTrueToText(key) && value.kind === 'text' && isTrueToText(value.word));
  }
});

test('what QEMU 7.2 reads otherwise than it was meant', () => {
  const cases: [string, string, string, readonly string[] | undefined][] = [
    ['size = 4M', 'QEMU reads an empty value here. The value must', 'size = 4M', ['size = "4M"']],
    ["size = '4M'", 'QEMU reads an empty value here. The value must', "size = '4M'", ['size = "4M"']],
    ['size = 4M # big', 'QEMU reads an empty value here', 'size = 4M # big', ['size = "4M"']],
    ['size = "4M', 'QEMU reads an empty value here', 'size = "4M', ['size = "4M"']],
    ['size="4M"', 'and size="4M" as the key. A blank', 'size="4M"', ['size = "4M"']],
    ['  size= "4M"', 'and size= as the key', 'size= "4M"', ['size = "4M"']],
    ['size =', 'The value must stand in double quotes', 'size =', ['size = ""']],
    ['prealloc', 'key = "value"', 'prealloc', ['prealloc = "on"']],
    ['  # note', 'A comment begins with # in the first column', '  # note', ['# note']],
    ['; note', 'A comment begins with #', '; note', ['# note']],
    ['  ', 'parse error. A line may not', '  ', ['']],
    ['\r', 'parse error. The line ends with CR LF', '\r', undefined],
    ['\0', 'parse error', '\0', ['']],
    [`${'k'.repeat(64)} = "1"`, 'at most 63 characters', `${'k'.repeat(64)} = "1"`, undefined],
  ];
  for (const [line, words, place, suggestions] of cases) {
    const { problems } = read(`[memory]\n${line}\n`);
    assert.equal(problems.length, 1, line);
    assert.ok(problems[0]!.message.includes(words), `${line}: ${problems[0]!.message}`);
    assert.equal(spanText(problems[0]!.span), place);
    if (!line.startsWith('kkk')) assert.deepEqual(problems[0]!.suggestions, suggestions, line);
    assert.deepEqual(groups(`[memory]\n${line}\n`), ['m …']);
  }
});

test('headers as sscanf() reads them', () => {
  const cases: [string, string[], string][] = [
    ['[object "m"', ['object id=m'], ''],
    ['[object "m" "n"]', ['object id=m'], ''],
    ['[ object ]', [' object '], "There is no option group ' object '"],
    ['[object m]', ['object m'], "There is no option group 'object m'. An id stands in double quotes."],
    ['[object"m"]', ['object"m"'], 'There is no option group'],
    ['[object ""]', ['object ""'], 'There is no option group'],
    ['[objects]', ['objects'], 'There is no option group'],
    [' [memory]', [], 'no group defined'],
    ['[]', [], 'no group defined'],
    ['size = "1"', [], 'no group defined'],
    ['\ufeff[memory]', [], 'no group defined. A byte order mark'],
  ];
  for (const [line, expected, words] of cases) {
    assert.deepEqual(groups(`${line}\n`), expected, line);
    const [problem] = read(`${line}\n`).problems;
    assert.ok(
      words === '' ? problem === undefined : problem?.message.startsWith(words),
      `${line}: ${problem?.message}`,
    );
  }
  assert.deepEqual(read('[object m]\n').problems[0]!.suggestions, ['object "m"']);
  assert.deepEqual(read('[ object ]\n').problems[0]!.suggestions, ['object']);
  assert.deepEqual(read('[objects]\n').problems[0]!.suggestions, ['object']);
});

test('long lines are several', () => {
  assert.deepEqual(groups(`[memory]\n${' '.repeat(1023)}size = "1G"\n`), ['m size=1G …']);
  assert.deepEqual(groups(`[object "${'i'.repeat(70)}"]\n`), [`object id=${'i'.repeat(63)}`]);
});

test('an edited file is read as one that is read anew, and other groups stay the same objects', () => {
  const before = read('[a]\nx = "1"\n[memory]\nsize = "1G"\n[c]\n');
  const after = read('[a]\nx = "2"\n[memory]\nsize = "1G"\n[c]\n', before);
  assert.deepEqual(
    after.groups.map((group) => before.groups.indexOf(group)),
    [-1, 1, 2],
  );
  const line = fc.constantFrom(
    '[object "m"]',
    '[memory]',
    '[',
    'size = "1"',
    'size = 1',
    '',
    ' ',
    '# c',
    '[]',
    'x',
    '\r',
    'a\rb',
    '"',
  );
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.tuple(fc.nat(60), fc.nat(9), line), { maxLength: 4 }), (lines, edits) => {
      let text = lines.join('\n');
      let file = read(text);
      for (const [at, length, inserted] of edits) {
        text = text.slice(0, at) + inserted + text.slice(at + length);
        file = read(text, file);
        const fresh = read(text);
        assert.deepEqual([file.groups, file.problems, file.blocks], [fresh.groups, fresh.problems, fresh.blocks]);
        assert.equal(file.blocks.map((block) => block.text).join(''), text);
        assert.equal(
          file.blocks.reduce((sum, block) => sum + block.lineCount, 0),
          TextLines.of(text).lineCount,
        );
      }
    }),
    { seed: 12, numRuns: 1000 },
  );
});

test('hostile files cost linear time', () => {
  const started = performance.now();
  for (const piece of ['[', '"', '= ', ' ', '[a\n', 'k = "v"\n', '\r', '\0', '[a "b"]\n', '[object m', "a = '"])
    read(piece.repeat(100_000));
  read(`[memory]\nsize = "${'4'.repeat(10_000_000)}"`);
  read('\ud800');
  assert.ok(performance.now() - started < 15_000);
});
