import { type GeneratedText, placeBehind } from './generated-text';

/** A libvirt domain with many disks, and with so many DIMMs for a NUMA cell that it does not have. */
export function generateDomain({
  bytes,
  findings,
}: {
  readonly bytes: number;
  readonly findings: number;
}): GeneratedText {
  const lines = [
    "<domain type='kvm'>",
    '  <name>measured</name>',
    "  <maxMemory slots='16' unit='GiB'>64</maxMemory>",
    "  <memory unit='GiB'>8</memory>",
    "  <currentMemory unit='GiB'>8</currentMemory>",
    "  <vcpu placement='static'>4</vcpu>",
    "  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>",
    "  <cpu mode='host-passthrough'>",
    "    <numa><cell id='0' cpus='0-3' memory='8' unit='GiB'/></numa>",
    '  </cpu>',
    '  <devices>',
    '    <emulator>/usr/bin/qemu-system-x86_64</emulator>',
  ];
  const memory = lines.findIndex((line) => line.includes('<memory '));
  let length = lines.reduce((sum, line) => sum + line.length + 1, 0);
  const add = (more: readonly string[]) => {
    lines.push(...more);
    length += more.reduce((sum, line) => sum + line.length + 1, 0);
  };
  for (let i = 0; i < findings; i++)
    add([
      "    <memory model='dimm'>",
      "      <target><size unit='GiB'>1</size><node>7</node></target>",
      '    </memory>',
    ]);
  for (let i = 0; length < bytes; i++)
    add([
      "    <disk type='file' device='disk'>",
      "      <driver name='qemu' type='qcow2' cache='none' discard='unmap'/>",
      `      <source file='/var/lib/libvirt/images/disk${i}.qcow2'/>`,
      `      <target dev='vd${letters(i)}' bus='virtio'/>`,
      '    </disk>',
    ]);
  lines.push('  </devices>', '</domain>', '');
  return {
    text: lines.join('\n'),
    typing: [
      { position: placeBehind(lines, 1, '<name>'), character: 'x' },
      { position: placeBehind(lines, memory, "unit='GiB'>"), character: '1' },
    ],
    ask: placeBehind(lines, memory, "unit='GiB'>"),
  };
}

/** a, b, … z, aa, ab, …, as libvirt names disks. */
function letters(i: number): string {
  const last = String.fromCharCode(97 + (i % 26));
  return i < 26 ? last : letters(Math.floor(i / 26) - 1) + last;
}
