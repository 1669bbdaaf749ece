import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQemuSnapshot } from '../../../../server/src/features/qemu/qemu-snapshot';
import { DEFAULT_SETTINGS } from '../../../../server/src/features/settings';
import { asksForHelp } from '../../../../server/src/syntax/qemu/asks-for-help';
import { TextLines } from '../../../../server/src/text/text-lines';

// What QEMU 7.2 does with each of them: it prints, or it goes on.

test('what QEMU answers by printing', () => {
  for (const flag of ['help', 'version', 'audio-help']) assert.equal(asksForHelp(flag, undefined), true, flag);
  for (const option of ['object', 'device', 'machine', 'accel', 'cpu', 'netdev', 'd', 'display'])
    for (const help of ['help', '?']) assert.equal(asksForHelp(option, help), true, `-${option} ${help}`);
  for (const value of ['pc-dimm,help', 'pc-dimm,?', 'pc-dimm,help=on', 'pc-dimm,help=off', 'x,size=1,help', 'help,x=1'])
    for (const option of ['device', 'object']) assert.equal(asksForHelp(option, value), true, value);
  assert.equal(asksForHelp('machine', 'q35,help'), true);
});

test('what is no question', () => {
  for (const flag of ['S', 'enable-kvm']) assert.equal(asksForHelp(flag, undefined), false, flag);
  for (const option of ['append', 'name', 'kernel', 'm', 'numa', 'smp', 'mem-path'])
    assert.equal(asksForHelp(option, 'help'), false, option);
  for (const value of ['pc-dimm,nohelp', 'pc-dimm,id=help', 'helper', 'x,helps=1'])
    assert.equal(asksForHelp('device', value), false, value);
  assert.equal(asksForHelp('machine', 'pc,help=1'), false);
  assert.equal(asksForHelp('cpu', 'host,help'), false);
});

test('a command that asks starts no machine', () => {
  const script = (options: string): string => `qemu-system-aarch64 ${options}\n`;
  const machines = (text: string) => createQemuSnapshot(TextLines.of(text), DEFAULT_SETTINGS, 'shell');
  for (const options of [
    '--version',
    '-h',
    '-M help',
    '-M virt,help',
    '-device pc-dimm,help -m 1G',
    '-object memory-backend-ram,?',
  ]) {
    const { machines: started, findings } = machines(script(options));
    assert.equal(started.length, 0, options);
    assert.equal(findings.length, 0, options);
  }
  assert.equal(machines(script('-append help -m 1G')).findings[0]?.rule.id, 'no-machine');
  // One that does is no reason to look away from the next.
  assert.equal(machines(script('--version') + script('-M virt -m 1G')).machines.length, 1);
});

test('a question to the monitor adds nothing', () => {
  const text = 'object_add memory-backend-ram,help\ndevice_add pc-dimm,?\ndevice_add "pc-dimm,help"\nobject_add ?\n';
  assert.equal(createQemuSnapshot(TextLines.of(text), DEFAULT_SETTINGS, 'hmp').findings.length, 0);
  const wrong = createQemuSnapshot(
    TextLines.of(`${text}object_add memory-backend-ram,id=m\n`),
    DEFAULT_SETTINGS,
    'hmp',
  );
  assert.deepEqual(
    wrong.findings.map(({ rule }) => rule.id),
    ['missing-property'],
  );
});
