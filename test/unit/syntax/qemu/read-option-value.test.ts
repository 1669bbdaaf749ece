import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { OptionGroup } from '../../../../server/src/syntax/qemu/argument-list';
import { findEntry } from '../../../../server/src/syntax/qemu/find-entry';
import { readOptionValue } from '../../../../server/src/syntax/qemu/read-option-value';
import { spanText } from '../../../../server/src/text/span';
import { isTrueToText, show, wordOf } from '../word-of';

function read(option: string, text: string): { group: OptionGroup; messages: string[] } {
  const { group, problems } = readOptionValue(option, 'command-line', wordOf(text));
  return { group, messages: problems.map((problem) => problem.message) };
}

function pairs(group: OptionGroup): string[] {
  return group.entries.map(({ key, value, impliedKey, shortForm }) => {
    const text = value.kind === 'text' ? show(value.word) : value.value.kind;
    return `${impliedKey ? '*' : ''}${show(key)}=${text}${shortForm ? '!' : ''}`;
  });
}

test('key=value pairs, the first key implied', () => {
  const { group } = read('object', 'memory-backend-file,id=m,size=4G,mem-path=/a,,b/,share,noprealloc');
  assert.deepEqual(pairs(group), [
    '*qom-type=memory-backend-file',
    'id=m',
    'size=4G',
    'mem-path=/a,b/',
    'share=on!',
    'prealloc=off!',
  ]);
  assert.equal(
    spanText(group.entries[2]!.value.kind === 'text' ? group.entries[2]!.value.word.span : group.span),
    '4G',
  );
  assert.equal(spanText(group.entries[5]!.key.span), 'prealloc');
  assert.equal(group.complete, true);
});

test('the corners of QemuOpts', () => {
  const cases: [string, string[]][] = [
    ['', []],
    [',id=m', ['*qom-type=', 'id=m']],
    ['a,,b,id=m', ['*qom-type=a,b', 'id=m']],
    ['id=m,qom-type=t', ['id=m', 'qom-type=t']],
    ['t,size=4M,', ['*qom-type=t', 'size=4M']],
    ['t,size=4M,,', ['*qom-type=t', 'size=4M,']],
    ['t,size=,,,id=m', ['*qom-type=t', 'size=,', 'id=m']],
    ['t,=4M', ['*qom-type=t', '=4M']],
    ['t,,', ['*qom-type=t,']],
    ['t,size=a=b', ['*qom-type=t', 'size=a=b']],
    [' {"id":"m"}', ['*qom-type= {"id":"m"}']],
  ];
  for (const [text, expected] of cases) assert.deepEqual(pairs(read('object', text).group), expected, text);
});

test('keyval wants a value for every key but the first', () => {
  assert.deepEqual(pairs(read('machine', 'q35,accel=kvm,memory-backend=m').group), [
    '*type=q35',
    'accel=kvm',
    'memory-backend=m',
  ]);
  const { group, messages } = read('smp', '4,sockets');
  assert.equal(group.complete, false);
  assert.match(messages[0]!, /^Expected '=' after parameter 'sockets'\./);
  assert.match(read('machine', ',usb=on').messages[0]!, /^Invalid parameter ''/);
});

test('of several ids the first counts, of other keys the last', () => {
  const { group } = read('object', 'memory-backend-ram,id=a,id=b,size=4M,size=8M');
  const text = (key: string): string | undefined => {
    const entry = findEntry(group, key);
    return entry?.value.kind === 'text' ? show(entry.value.word) : undefined;
  };
  assert.deepEqual([text('id'), text('size'), text('share')], ['a', '8M', undefined]);
});

test('JSON where the first character is a brace', () => {
  const { group, messages } = read('object', `{"qom-type":"memory-backend-ram","id":'m',"size":4194304} `);
  assert.equal(group.carrier, 'json');
  assert.deepEqual(messages, []);
  assert.deepEqual(pairs(group), ['qom-type=string', 'id=string', 'size=number']);
  assert.match(read('object', '{"id":"m"} x').messages[0]!, /^Expecting at most one JSON value/);
  assert.equal(read('object', '{"id":"m"').group.complete, false);
  assert.equal(read('m', '{"size":1}').group.carrier, 'command-line');
});

test('CPU models, global properties, plain texts', () => {
  assert.deepEqual(pairs(read('cpu', 'host,pmu=off,+pcid,-hle,x').group), [
    '*model=host',
    'pmu=off',
    'pcid=on!',
    'hle=off!',
    'x=on!',
  ]);
  assert.deepEqual(pairs(read('global', 'kvm-pit.lost_tick_policy=a,b=c').group), ['kvm-pit.lost_tick_policy=a,b=c']);
  assert.deepEqual(pairs(read('global', 'driver=d,property=p,value=v').group), ['driver=d', 'property=p', 'value=v']);
  assert.deepEqual(pairs(read('mem-path', '/dev/a,b=c').group), ['*=/dev/a,b=c']);
  assert.deepEqual(pairs(read('no-such-option', 'a,b=c').group), ['*=a,b=c']);
});

test('what is not known makes a group incomplete only where it can hold more keys', () => {
  const cases: [string, string, string[], boolean][] = [
    ['object', 'memory-backend-ram,id=m,size=$', ['*qom-type=memory-backend-ram', 'id=m', 'size=?'], true],
    ['object', 'memory-backend-ram,$,size=4M', ['*qom-type=memory-backend-ram', 'size=4M'], false],
    ['object', 'memory-backend-$,id=m', ['*qom-type=memory-backend-?', 'id=m'], true],
    ['object', '$', ['*qom-type=?'], false],
    ['m', '$G', ['*size=?G'], true],
    ['m', '$', ['*size=?'], false],
    ['object', 'memory-backend-ram,$=4M', ['*qom-type=memory-backend-ram'], false],
    ['cpu', 'host,$', ['*model=host'], false],
  ];
  for (const [option, text, expected, complete] of cases) {
    const { group, messages } = read(option, text);
    assert.deepEqual(pairs(group), expected, text);
    assert.equal(group.complete, complete, text);
    assert.deepEqual(messages, []);
  }
});

test('a value written with doubled commas comes back, at its place', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom(...'ab,=.é{ '), maxLength: 8 }), { maxLength: 5 }),
      (values) => {
        const text = `t${values.map((value, i) => `,k${i}=${value.replaceAll(',', ',,')}`).join('')}`;
        const { group } = read('object', text);
        assert.deepEqual(
          pairs(group).slice(1),
          values.map((value, i) => `k${i}=${value}`),
        );
        for (const { key, value } of group.entries)
          assert.ok(isTrueToText(key) && value.kind === 'text' && isTrueToText(value.word));
      },
    ),
    { seed: 5, numRuns: 1000 },
  );
});

test('hostile values cost linear time', () => {
  const started = performance.now();
  for (const text of [
    ','.repeat(300_000),
    'a,'.repeat(300_000),
    'a=,,'.repeat(100_000),
    '='.repeat(300_000),
    '$,'.repeat(50_000),
    'a=$'.repeat(50_000),
  ]) {
    for (const option of ['object', 'machine', 'cpu', 'global']) read(option, text);
  }
  assert.ok(performance.now() - started < 60_000, `${performance.now() - started}`);
});
