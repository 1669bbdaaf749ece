import { type GeneratedText, placeBehind } from './generated-text';

export interface ScriptOptions {
  readonly bytes: number;
  /** How many options QEMU is run with, at least 10. */
  readonly options: number;
  readonly findings: number;
  /** Makes scripts differ: the sizes of the machine. */
  readonly seed?: number;
}

/** A script that prepares a host and runs QEMU once, with a command of many lines. */
export function generateScript({ bytes, options, findings, seed = 0 }: ScriptOptions): GeneratedText {
  const command = commandLines(options, findings, seed);
  const lines = ['#!/bin/bash', `# Machine ${seed}: made for measuring.`, 'set -euo pipefail', ''];
  let length = [...lines, ...command].reduce((sum, line) => sum + line.length + 1, 0);
  for (let i = 0; length < bytes; i++) {
    const more = functionLines(i);
    lines.push(...more);
    length += more.reduce((sum, line) => sum + line.length + 1, 0);
  }
  const start = lines.length;
  lines.push(...command, '');
  const memory = start + command.findIndex((line) => line.includes('-m size='));
  return {
    text: lines.join('\n'),
    typing: [
      { position: placeBehind(lines, 1, '# Machine '), character: '1' },
      { position: placeBehind(lines, memory, '-m size='), character: '1' },
    ],
    ask: placeBehind(lines, memory, '-m size='),
  };
}

function functionLines(i: number): string[] {
  return [
    `# Prepares tap${i} for the machine, unless it is there already.`,
    `prepare_tap${i}() {`,
    `  local bridge="\${1:-br${i}}" tap="tap${i}"`,
    '  if ! ip link show "$tap" >/dev/null 2>&1; then',
    '    ip tuntap add dev "$tap" mode tap user "$USER"',
    '    ip link set "$tap" master "$bridge" && ip link set "$tap" up',
    '  fi',
    '}',
    '',
  ];
}

/** What is said about a spare backend: four bare booleans, that nothing uses it, and that its memory is never merged. */
const FINDINGS_A_BACKEND = 6;

function commandLines(options: number, findings: number, seed: number): string[] {
  const gib = 2 + (seed % 60) * 2;
  const backends = Math.min(Math.ceil(findings / FINDINGS_A_BACKEND), options - 10);
  const words = [
    '-name "$0",debug-threads=on',
    '-machine q35,accel=kvm,memory-backend=ram',
    '-cpu host',
    `-smp ${1 + (seed % 8)}`,
    `-m size=${gib}G,slots=4,maxmem=${gib + 64}G`,
    `-object memory-backend-memfd,id=ram,size=${gib}G,hugetlb=on,hugetlbsize=2M,share=on`,
    '-object memory-backend-ram,id=more,size=2G',
    '-device pc-dimm,id=dimm0,memdev=more',
    '-display none',
    '-serial mon:stdio',
    ...Array.from(
      { length: backends },
      (_, i) => `-object memory-backend-ram,id=spare${i},size=1G,share,merge,dump,prealloc`,
    ),
  ];
  for (let i = 0; words.length < options; i++) {
    words.push(`-drive if=none,id=disk${i},file=/var/lib/machines/disk${i}.qcow2,format=qcow2`);
    if (words.length < options) words.push(`-device virtio-blk-pci,drive=disk${i},id=blk${i}`);
  }
  return ['exec qemu-system-x86_64 \\', ...words.map((word, i) => `  ${word}${i < words.length - 1 ? ' \\' : ''}`)];
}
