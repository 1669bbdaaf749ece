import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type StartedMachine, startMachine } from '../../../server/src/layout/qemu/start-machine';
import { readConfiguration } from '../../../server/src/model/qemu/configuration';
import { readOptions } from '../../../server/src/syntax/qemu/read-options';
import { spanOf } from '../../../server/src/text/span';
import type { Word, WordPiece } from '../../../server/src/text/word';

/** Starts QEMU with a command line in which `$` is text that is not known, and a lone `$@` any number of further words. */
function start(line: string): StartedMachine {
  const block = { text: line, lineCount: 1 };
  const words: Word[] = [];
  let complete = true;
  for (const match of line.matchAll(/\S+/g)) {
    const [text] = match;
    if (text === '$@') {
      complete = false;
      continue;
    }
    const pieces: WordPiece[] = [];
    let at = match.index;
    for (const piece of text.split(/(\$)/)) {
      const span = spanOf(block, at, at + piece.length);
      if (piece !== '') pieces.push({ text: piece === '$' ? undefined : piece, span, literal: piece !== '$' });
      at += piece.length;
    }
    words.push({ span: spanOf(block, match.index, match.index + text.length), pieces });
  }
  const reading = readOptions({ block, program: words[0]!, arguments: words.slice(1), complete });
  const setting = { version: { major: 10, minor: 2 }, versionIsGiven: false, target: 'x86_64' as const, host: {} };
  return startMachine(readConfiguration(reading.options, words[0]!.span, reading.complete, setting));
}

const errors = (line: string): (string | undefined)[] =>
  start(line)
    .findings.filter(({ severity }) => severity === 'error')
    .map(({ qemuMessage }) => qemuMessage);

test('what is wrong when everything is known is silent when the part it depends on is not', () => {
  const cases: [string, string, string][] = [
    [
      '-m 4G -M q35,memory-backend=m -object memory-backend-ram,id=m,size=2G',
      '4G',
      'Machine memory size does not match',
    ],
    [
      '-m 4G -M q35,memory-backend=m -object memory-backend-ram,id=m,size=2G',
      '2G',
      'Machine memory size does not match',
    ],
    ['-m 4G -M q35,memory-backend=n', 'n', "Memory backend 'n' not found"],
    ['-m 4G -M q35 -object memory-backend-ram,id=a,size=1G -numa node,memdev=a', '1G', 'total memory for NUMA nodes'],
    ['-m 4G -M q35 -object memory-backend-ram,id=a,size=1G -numa node,memdev=a', '4G', 'total memory for NUMA nodes'],
    [
      '-m 1G,slots=1,maxmem=2G -M q35 -object memory-backend-ram,id=d,size=3M -device pc-dimm,memdev=d',
      '3M',
      'backend memory size must',
    ],
    [
      '-m 1G,slots=1,maxmem=2G -M q35 -object memory-backend-ram,id=d,size=2G -device pc-dimm,memdev=d',
      '2G',
      'not enough space',
    ],
    ['-m 1G,slots=9,maxmem=9G -M q35 -device pc-dimm,memdev=d', 'd', "Device 'd' not found"],
    ['-m 1G,slots=300,maxmem=9G -M q35', '300', 'unsupported amount of memory slots'],
    ['-M none -object memory-backend-memfd,id=m,size=3M,hugetlb=on', 'on', 'failed to resize memfd'],
    ['-M none -object memory-backend-ram,id=m,size=1G,policy=bind', 'bind', 'host-nodes must be set'],
    ['-M none -object memory-backend-ram,id=m,size=1G,share=1', '1', "expects 'on' or 'off'"],
    ['-M microvm,max-ram-below-4g=1G -m 1G', 'microvm', 'not found'],
  ];
  for (const [line, value, message] of cases) {
    const whole = `qemu-system-x86_64 -nodefaults ${line}`;
    assert.ok(
      errors(whole).some((error) => error?.includes(message)),
      `${line} gives ${errors(whole)}`,
    );
    const at = line.lastIndexOf(value);
    const opened = `qemu-system-x86_64 -nodefaults ${line.slice(0, at)}$${line.slice(at + value.length)}`;
    assert.deepEqual(errors(opened), [], opened);
  }
});

test('what further words could mend is no error', () => {
  const lines = [
    '-m 4G -M q35,memory-backend=m $@',
    '-M q35 -object memory-backend-ram,id=a,size=1G -numa node,memdev=a $@',
    '-M q35 -m 1G -object memory-backend-ram,id=d,size=1G -device pc-dimm,memdev=d $@',
    '-M q35 -m 1G,slots=1,maxmem=4G -object memory-backend-ram,id=d,size=1G -device nvdimm,memdev=d $@',
    '-M q35 -device virtio-mem-pci,memdev=x $@',
    '-object memory-backend-ram,$',
    '-object $,size=1G',
    '-M q35 -m $',
    '-numa $',
    '-M q35,$ -m 1G,slots=1,maxmem=4G -object memory-backend-ram,id=d,size=1G -device nvdimm,memdev=d',
    '-M q35,$ -m 1G -object memory-backend-ram,id=pc.ram,size=2G',
    '-M q35 -m 2G -smp 1,$ -object memory-backend-ram,id=d,size=2G -numa node,memdev=d,cpus=3',
    '-M q35 -m 2G -smp $ -object memory-backend-ram,id=d,size=2G -numa node,memdev=d,cpus=3',
    '-device pc-dimm,$ -m 1G,$',
  ];
  for (const line of lines) assert.deepEqual(errors(`qemu-system-x86_64 ${line}`), [], line);
});

test('unknown arguments leave the layout open, known ones do not', () => {
  assert.equal(start('qemu-system-x86_64 -M q35 -m $G').regions, undefined);
  assert.equal(start('qemu-system-x86_64 -M $ -m 4G').regions, undefined);
  assert.ok(start('qemu-system-x86_64 -M q35 -m 4G -drive file=$').regions);
});

test('nothing throws, whatever the words are', () => {
  const word = fc.oneof(
    fc.constantFrom('-object', '-m', '-M', '-numa', '-device', '-smp', '-mem-path', '-machine', '-cpu', '$@', '$'),
    fc.constantFrom(
      'memory-backend-ram,id=m,size=1G',
      '{"qom-type":"memory-backend-file","id":"x"}',
      'pc-dimm,memdev=m',
      'node,memdev=m',
    ),
    fc.constantFrom(
      'virtio-mem-pci,memdev=m,block-size=3M',
      'q35,memory-backend=m',
      '4G,slots=2,maxmem=8G',
      'nvdimm,memdev=$',
      'virt',
    ),
    fc.stringMatching(/^[-a-z0-9=,.$]{1,20}$/),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 14 }), (words) => void start(`qemu-system-x86_64 ${words.join(' ')}`)),
    { numRuns: 2000 },
  );
});

test('ten thousand objects and devices take a moment', () => {
  const parts = ['qemu-system-x86_64 -M q35 -m 1G,slots=200,maxmem=9000G'];
  for (let i = 0; i < 5000; i++)
    parts.push(`-object memory-backend-memfd,id=d${i},size=2M -device virtio-mem-pci,memdev=d${i}`);
  const before = process.cpuUsage();
  assert.equal(start(parts.join(' ')).devices.length, 5000);
  assert.ok(process.cpuUsage(before).user < 60_000_000);
});
