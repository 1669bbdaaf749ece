const MACHINES = { x86_64: 'q35', aarch64: 'virt', ppc64: 'pseries', s390x: 's390-ccw-virtio', riscv64: 'virt' };

/** A whole domain. What a case does not name is as plain as it can be: 1 GiB, two CPUs, no device. */
export function domain({
  type = 'kvm',
  arch = 'x86_64',
  machine = MACHINES[arch],
  emulator = `/usr/bin/qemu-system-${arch}`,
  namespace = '',
  memory = "<memory unit='MiB'>1024</memory>",
  backing = '',
  vcpu = '<vcpu>2</vcpu>',
  numatune = '',
  os = `<os><type arch='${arch}' machine='${machine}'>hvm</type></os>`,
  features = arch === 'x86_64' ? '<features><acpi/></features>' : '',
  cpu = '',
  devices = '',
  tail = '',
}) {
  const lines = [memory, backing, vcpu, numatune, os, features, cpu];
  const body = lines.flatMap((line) => (line === '' ? [] : [`  ${line}`]));
  const inDevices = [`<emulator>${emulator}</emulator>`, ...[devices].flat()].flatMap((line) =>
    line === '' ? [] : [`    ${line}`],
  );
  return [
    `<domain type='${type}'${namespace && ` ${namespace}`}>`,
    '  <name>g</name>',
    ...body,
    '  <devices>',
    ...inDevices,
    '  </devices>',
    ...(tail === '' ? [] : [`  ${tail}`]),
    '</domain>',
    '',
  ].join('\n');
}

/** `<cpu><numa>` of cells that are given by their attributes and, with an array, what is inside of them. */
export function numa(...list) {
  const cells = list.map((cell) =>
    Array.isArray(cell) ? `<cell ${cell[0]}>${cell.slice(1).join('')}</cell>` : `<cell ${cell}/>`,
  );
  return `<cpu><numa>${cells.join('')}</numa></cpu>`;
}

/** `<memoryBacking>` round its children. */
export function backed(...children) {
  return `<memoryBacking>${children.join('')}</memoryBacking>`;
}

/** `<hugepages>` of pages that are given by their attributes; without any, the host's default page. */
export function hugepages(...pages) {
  return pages.length === 0
    ? '<hugepages/>'
    : `<hugepages>${pages.map((page) => `<page ${page}/>`).join('')}</hugepages>`;
}
