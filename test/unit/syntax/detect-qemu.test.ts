// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the shell's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectQemu, type TextOrigin } from '../../../server/src/syntax/detect-qemu';

const RUN = 'qemu-system-x86_64 -m 4G\n';

function check(cases: readonly [string, string | undefined, TextOrigin][]): void {
  for (const [text, dialect, origin] of cases)
    assert.equal(detectQemu(text, origin), dialect, `${JSON.stringify(origin)} ${text}`);
}

test('scripts that run QEMU with an option of memory', () => {
  const sh = { languageId: 'shellscript' };
  check([
    [RUN, 'shell', sh],
    [RUN, 'shell', { name: '/a/run.sh' }],
    [`#!/usr/bin/env bash\n${RUN}`, 'shell', { name: 'run' }],
    [`#!/bin/sh -e\n${RUN}`, 'shell', { name: 'bin/run' }],
    [`#!/usr/bin/env -S LC_ALL=C bash\n${RUN}`, 'shell', { name: 'run' }],
    [RUN, 'shell', {}],
    ['QEMU=qemu-system-x86_64\n$QEMU $ARGS -object "$M"\n', 'shell', sh],
    ['cmd=(qemu-system-x86_64 -machine q35)\n', 'shell', sh],
    ['exec /usr/libexec/qemu-kvm \\\n  -numa node,memdev=a\n', 'shell', sh],
    ['sudo kvm -m 1G disk.img\n', 'shell', sh],
    ['QEMU="${QEMU:-qemu-system-x86_64}"\nargs+=(-m 4G)\n', 'shell', sh],
    ['./qemu-system-aarch64 "${args[@]}"\nargs=(\n-mem-path /x\n)\n', 'shell', sh],
  ]);
});

test('scripts that only speak of it', () => {
  const sh = { languageId: 'shellscript' };
  check([
    ['sudo apt-get install -y qemu-kvm qemu-system-x86\nuseradd -m kvm\n', undefined, sh],
    ['# qemu-system-x86_64 -m 4G\necho\n', undefined, sh],
    ['command -v qemu-system-x86_64 -m\n', undefined, sh],
    ['pkill -f qemu-system-x86_64\nmkdir -m 700 x\n', undefined, sh],
    ['modprobe kvm -m\n', undefined, sh],
    ['usermod -aG kvm me; ls -m\n', undefined, sh],
    ['qemu-img create -f qcow2 d 1G\n', undefined, sh],
    ['qemu-system-x86_64 -version\n', undefined, sh],
    ['test -w /dev/kvm && mkdir -m 1 x\n', undefined, sh],
    ['', undefined, sh],
  ]);
});

test('the name decides which dialects come into question', () => {
  check([
    [RUN, undefined, { name: 'README.md' }],
    [RUN, undefined, { name: 'vm.nix' }],
    [RUN, undefined, { name: 'ci.yaml' }],
    [RUN, undefined, { name: 'run.py' }],
    [RUN, undefined, { name: 'Makefile' }],
    [RUN, undefined, { name: 'vm.service' }],
    [RUN, undefined, { name: 'notes.txt' }],
    [RUN, undefined, { name: 'data.json' }],
    [`#!/usr/bin/env python3\n${RUN}`, undefined, { name: 'run' }],
    [`#!/usr/bin/python\n${RUN}`, undefined, {}],
    [RUN, undefined, { name: 'run' }],
    [RUN, undefined, { name: '.bashrc.md' }],
  ]);
});

test('-readconfig files', () => {
  const config = '[object "m"]\n  qom-type = "memory-backend-ram"\n';
  check([
    [config, 'readconfig', { name: 'vm.cfg' }],
    [config, 'readconfig', { name: 'vm.qemu.cfg' }],
    [config, 'readconfig', {}],
    ['# qemu config file\n\n[drive]\n', 'readconfig', { name: 'a.conf' }],
    ['[memory]\n  size = "1G"\n  maxmem = "4G"\n', 'readconfig', { name: 'a.ini' }],
    ['[memory]\nsize = 1\n', undefined, { name: 'a.ini' }],
    ['[object]\nname=x\n', undefined, { name: 'setup.cfg' }],
    ['server {\n listen 80;\n}\n', undefined, { name: 'nginx.conf' }],
    [config, undefined, { name: 'a.toml' }],
  ]);
});

test('QMP, monitor commands, words', () => {
  const add = '{"execute": "object-add", "arguments": {"qom-type": "memory-backend-ram"}}\n';
  check([
    [add, 'qmp', { name: 'a.json' }],
    [add, 'qmp', { name: 'vm.log' }],
    [add, 'qmp', { languageId: 'json' }],
    [add, 'qmp', {}],
    [
      '{"execute":"human-monitor-command","arguments":{"command-line":"device_add pc-dimm,memdev=a"}}',
      'qmp',
      { name: 'a.qmp' },
    ],
    ['{"execute": "query-status"}', undefined, { name: 'a.json' }],
    ['{"memory": {"size": 1}, "object-add": 1}', undefined, { name: 'vm_config.json' }],
    ['object_add memory-backend-ram,id=m,size=1G\n', 'hmp', { name: 'x.hmp' }],
    ['(qemu) device_add pc-dimm,memdev=m\n', 'hmp', {}],
    ['info memdev\n', undefined, { name: 'x.hmp' }],
    ['qemu-system-x86_64\n-m\n4G\n', 'args', { name: 'x.args' }],
    ['-m 4G\n-S\n', 'args', { name: 'x.args' }],
    ['LC_ALL=C \\\n/usr/bin/qemu-system-x86_64 \\\n-m 214 \\\n', 'shell', { name: 'x.args' }],
    ['/usr/bin/qemu-kvm\0-m\x004G\0', 'args', { name: '/proc/1/cmdline' }],
    ['/usr/bin/bash\0-m\0', undefined, { name: '/proc/1/cmdline' }],
    ['a,b,c\n', undefined, { name: 'x.args' }],
  ]);
});

test('only the beginning is looked at, in linear time', () => {
  assert.equal(detectQemu(`${'#\n'.repeat(40_000)}${RUN}`, { languageId: 'shellscript' }), undefined);
  const started = performance.now();
  for (const piece of [
    '#!',
    ';',
    '/',
    'qemu-kvm ',
    ' ',
    'kvm',
    '[',
    '[object "',
    '"',
    '{"',
    '\0',
    '\n',
    '-m ',
    '=',
    'a1',
    '\ud800',
    'sudo ',
    'qemu-system-',
    '(',
  ]) {
    for (const prefix of ['', '#!']) {
      const text = prefix + piece.repeat(100_000);
      for (const origin of [
        {},
        { languageId: 'shellscript' },
        { name: 'a.cfg' },
        { name: 'a.args' },
        { name: 'a.json' },
      ])
        detectQemu(text, origin);
    }
  }
  assert.ok(performance.now() - started < 10_000, `${performance.now() - started}`);
});
