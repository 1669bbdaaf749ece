// Writes command lines to ask a real QEMU about, one JSON array of words a line. The same seed gives the same lines.
//
//   node test/conformance/record/qemu-cases.mjs x86|odd|arm COUNT SEED
const [kind = 'x86', count = '100', seed = '1'] = process.argv.slice(2);

let state = BigInt(seed) + 0x9e3779b97f4a7c15n;
function random(n) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
  return Number((state >> 33n) % BigInt(n));
}
const pick = (list) => list[random(list.length)];
const chance = (percent) => random(100) < percent;
const shuffle = (list) => {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
};

const SIZES = [
  '64M',
  '128M',
  '256M',
  '512M',
  '1G',
  '1024M',
  '1025M',
  '1536M',
  '2G',
  '511M',
  '1023M',
  '3M',
  '65M',
  '96M',
  '0x10000000',
  '268435456',
  '1.5G',
  '1000001K',
  '1000000K',
  '2.25M',
  '5000',
  '4M',
  '6M',
  '4096',
  '12K',
];
const BAD_SIZES = [
  '1_000M',
  '4 M',
  '4MB',
  '1e6',
  '',
  '-4M',
  '16E',
  '0',
  '010M',
  '.5G',
  '1.',
  '1.5',
  ' 64M',
  '+64M',
  '1.M',
  '64m',
  '1t2',
  '0x',
  '18446744073709551615',
  '18446744073709551616',
  '15.99999E',
];
const BOOLS = ['on', 'off', 'yes', 'no', 'true', 'false', 'y', 'n'];
const BAD_BOOLS = ['1', 'True', 'ON', '', 'maybe'];
const PATHS = ['/dev/shm', '/dev/shm', '/dev/hugepages', '/var/tmp', '/nonexistent/x', '/var/tmp/'];

function size(bad = 8) {
  return chance(bad) ? pick(BAD_SIZES) : pick(SIZES);
}
const bool = () => (chance(10) ? pick(BAD_BOOLS) : pick(BOOLS));

function backend(id, fixedSize) {
  const type = pick(['ram', 'ram', 'ram', 'memfd', 'memfd', 'file', 'file']);
  const props = [
    ['size', fixedSize ?? size()],
    ['id', id],
  ];
  const maybe = (percent, name, value) => {
    if (chance(percent)) props.push([name, value()]);
  };
  maybe(25, 'share', bool);
  maybe(10, 'merge', bool);
  maybe(10, 'dump', bool);
  maybe(10, 'reserve', bool);
  maybe(6, 'prealloc', () => pick(['off', 'off', 'no', 'nope']));
  maybe(8, 'prealloc-threads', () => pick(['2', '0', 'x', '4294967296', '-1', '0x2', '010', '08']));
  maybe(8, 'policy', () => pick(['default', 'bind', 'preferred', 'interleave', 'Bind', '']));
  maybe(8, 'host-nodes', () => pick(['0', '0-1', '1', '128', '127', '1-0', '0:1', 'a', '70000', '0-70000', '']));
  if (type === 'file') {
    props.push(['mem-path', pick(PATHS)]);
    maybe(20, 'align', () => pick(['0', '2M', '4K', '1G', '1000', '3M', '1M', '12K']));
    maybe(10, 'discard-data', bool);
    maybe(6, 'readonly', () => pick(['off', 'no']));
  }
  if (type === 'memfd') {
    maybe(30, 'hugetlb', bool);
    maybe(30, 'hugetlbsize', () => pick(['2M', '1G', '3M', '0', '1', '4K', '4M', '2097152', '64K']));
    maybe(15, 'seal', bool);
  }
  if (chance(5))
    props.push([
      pick(['shared', 'huge', 'align', 'offset', 'hugepages', 'mem_path', 'foo', 'rom', 'nodes']),
      pick(['on', '2M', '1']),
    ]);
  if (chance(3)) props.push([pick(['zzz', 'bar', 'x-y']), '1']);
  if (chance(3)) props.splice(random(props.length), 1);
  shuffle(props);
  if (chance(12)) return json(type, props);
  return `${chance(3) ? 'qom-type=' : ''}memory-backend-${chance(2) ? 'rom' : type},${props.map(([key, value]) => `${key}=${value}`).join(',')}`;
}

function json(type, props) {
  const members = [['qom-type', `"memory-backend-${type}"`]];
  for (const [key, value] of props) {
    const raw = ['on', 'yes', 'true', 'y'].includes(value)
      ? 'true'
      : ['off', 'no', 'false', 'n'].includes(value)
        ? 'false'
        : undefined;
    const bytes = /^(\d+)([MGK])$/.exec(value);
    const number = bytes
      ? String(BigInt(bytes[1]) << { K: 10n, M: 20n, G: 30n }[bytes[2]])
      : /^(0|[1-9]\d*)$/.test(value)
        ? value
        : undefined;
    const text = chance(8)
      ? JSON.stringify(value)
      : (raw ?? (key === 'host-nodes' && number ? `[${number}]` : number) ?? JSON.stringify(value));
    members.push([key, text]);
  }
  return `{${members.map(([key, value]) => `"${key}":${value}`).join(',')}}`;
}

const RAM = [
  '1G',
  '1024M',
  '2000M',
  '2048M',
  '2G',
  '2815M',
  '2816M',
  '3G',
  '3072M',
  '3583M',
  '3584M',
  '3585M',
  '4G',
  '4096M',
  '5000M',
  '6G',
  '64M',
  '128M',
  '1025M',
  '7M',
  '1000001K',
  '1536M',
  '513M',
];
const toMib = (text) =>
  text.endsWith('G')
    ? Number(text.slice(0, -1)) * 1024
    : text.endsWith('K')
      ? Number(text.slice(0, -1)) / 1024
      : Number(text.slice(0, -1));

function x86Machine() {
  const name = pick([
    'pc',
    'q35',
    'pc',
    'q35',
    'microvm',
    'pc-q35-7.0',
    'pc-q35-5.0',
    'pc-i440fx-5.0',
    'pc-i440fx-2.1',
    'pc-i440fx-2.0',
    'pc-i440fx-1.7',
    'pc-q35-2.4',
    'isapc',
    'pc-i440fx-2.2',
  ]);
  const words = [name];
  if (chance(20))
    words.push(`max-ram-below-4g=${pick(['1G', '2G', '3G', '4G', '5G', '512K', '1500M', '2047M', '3968M', 'x', '0'])}`);
  if (chance(15)) words.push(`nvdimm=${pick(['on', 'on', 'off', '1'])}`);
  if (chance(4)) words.push('acpi=off');
  if (chance(4)) words.push(`mem-merge=${bool()}`);
  if (chance(3)) words.push(`dump_guest_core=${bool()}`);
  return words.join(',');
}

function device(index, ids) {
  const driver = pick([
    'pc-dimm',
    'pc-dimm',
    'pc-dimm',
    'nvdimm',
    'nvdimm',
    'virtio-mem-pci',
    'virtio-mem-pci',
    'virtio-pmem-pci',
  ]);
  const virtio = driver.startsWith('virtio');
  const props = [['memdev', chance(4) ? 'd9' : chance(5) ? pick(ids) : ids[index]]];
  if (chance(85)) props.push(['id', chance(3) ? 'dev0' : `dev${index}`]);
  if (chance(25))
    props.push([
      virtio && !chance(15) ? 'memaddr' : 'addr',
      pick([
        '0x100000000',
        '0x140000000',
        '0x180000000',
        '0x1c0000000',
        '5G',
        '0x140100000',
        '0x140001000',
        '0x80000000',
        '4294967296',
        '0',
        '-1',
        '0x7',
      ]),
    ]);
  if (!virtio && chance(15)) props.push(['slot', pick(['0', '1', '3', '9', '-1', '-2', 'x', '4294967296'])]);
  if (driver !== 'virtio-pmem-pci' && chance(15)) props.push(['node', pick(['0', '1', '2', 'x', '-1'])]);
  if (driver === 'nvdimm' && chance(40)) props.push(['label-size', pick(['128K', '256K', '64K', '2M', '0', '131073'])]);
  if (driver === 'nvdimm' && chance(8)) props.push(['unarmed', bool()]);
  if (driver === 'virtio-mem-pci') {
    if (chance(60))
      props.push(['requested-size', pick(['0M', '128M', '256M', '512M', '100M', '3M', '1024M', '2050M', '1M'])]);
    if (chance(30)) props.push(['block-size', pick(['2M', '1M', '4M', '128M', '512K', '3M', '0', '1G'])]);
    if (chance(5)) props.push(['unplugged-inaccessible', pick(['on', 'off', 'auto', 'x'])]);
  }
  if (chance(3)) props.push([pick(['foo', 'size', 'sizes', 'dynamic-memslots']), '1']);
  if (chance(3)) props.splice(0, 1);
  shuffle(props);
  return `${driver},${props.map(([key, value]) => `${key}=${value}`).join(',')}`;
}

function x86() {
  const argv = ['qemu-system-x86_64'];
  const add = (...words) => argv.push(...words);
  if (chance(75)) add('-nodefaults');
  const shape = random(100);
  if (shape < 25) {
    add('-M', 'none', '-object', backend('m0'));
    if (chance(25)) add('-object', backend(chance(15) ? 'm0' : 'm1'));
    return argv;
  }
  const machine = x86Machine();
  const ram = pick(RAM);
  if (shape < 35) {
    add('-M', machine);
    for (let i = chance(15) ? 2 : 1; i > 0; i--) {
      const words = [chance(20) ? size(60) : ram];
      if (chance(40)) words.push(`slots=${pick(['0', '2', '300', '256', '257', '-1', 'x', '1'])}`);
      if (chance(50))
        words.push(
          `maxmem=${pick(['8G', '4G', '1G', '2048', '4097', '8G', '900G', '1000G', '1009G', '1010G', '16G', '2000G', '4GiB', '8388609K'])}`,
        );
      if (chance(5)) words.push('max=2');
      add(
        '-m',
        shuffle(words.slice(1)).reduce((text, word) => `${text},${word}`, words[0]),
      );
    }
    if (chance(15)) add('-mem-path', pick(['/dev/shm', '/dev/hugepages', '/nonexistent/x']));
    return argv;
  }
  if (shape < 50) {
    const fits = chance(75);
    add('-object', backend(chance(5) ? 'pc.ram' : 'm0', fits ? ram : undefined));
    add('-M', `${machine},memory-backend=${chance(6) ? 'nope' : 'm0'}`);
    if (chance(80)) add('-m', ram);
    if (chance(3)) add('-mem-path', '/dev/shm');
    return argv;
  }
  if (shape < 72) {
    const nodes = 1 + random(3);
    let total = 0;
    const parts = [];
    for (let i = 0; i < nodes; i++) {
      const part = pick(['512M', '1024M', '1025M', '2048M', '1023M', '3072M', '256M', '1536M']);
      total += toMib(part);
      parts.push(part);
    }
    add('-M', machine);
    if (!chance(8)) add('-m', chance(85) ? `${total}M` : ram);
    if (chance(40) && !machine.startsWith('isapc')) add('-smp', pick(['2', '4', 'cpus=2,maxcpus=4', 'sockets=2']));
    for (let i = 0; i < nodes; i++) {
      const mem = chance(6);
      if (!mem) add('-object', `memory-backend-ram,id=n${i},size=${parts[i]}${chance(30) ? ',share=on' : ''}`);
      const words = ['node'];
      if (!chance(40)) words.push(`nodeid=${chance(6) ? pick(['0', '1', '200', '128', '127', 'x', '5']) : i}`);
      if (mem) words.push(`mem=${chance(50) ? parts[i] : parts[i].slice(0, -1)}`);
      else if (!chance(4)) words.push(`memdev=${chance(5) ? pick(['zz', 'n0']) : `n${i}`}`);
      if (chance(15)) words.push(`cpus=${pick(['0', '1', '0-1', '7', 'x', '3-2'])}`);
      if (chance(2)) words.push('foo=1');
      if (chance(2)) words.shift();
      add('-numa', words.join(','));
    }
    if (chance(10)) add('-object', 'memory-backend-ram,id=m0,size=1G', '-machine', 'memory-backend=m0');
    return argv;
  }
  const maxmem = toMib(ram) + pick([1024, 2048, 4096, 8192, 512]);
  const words = [ram];
  if (!chance(6)) words.push(`slots=${pick(['1', '2', '4', '8'])}`);
  if (!chance(6)) words.push(`maxmem=${Math.round(maxmem * 1024)}K`);
  add('-m', words.join(','), '-M', machine);
  const devices = 1 + random(3);
  const ids = ['d0', 'd1', 'd2'];
  const parts = [];
  for (let i = 0; i < devices; i++) {
    const value = pick(['128M', '256M', '512M', '1024M', '1025M', '511M', '2048M', '3M', '64M']);
    parts.push([
      '-object',
      chance(70)
        ? `memory-backend-${pick(['ram', 'memfd', 'ram'])},id=${ids[i]},size=${value}`
        : backend(ids[i], value),
    ]);
    parts.push(['-device', device(i, ids.slice(0, devices))]);
  }
  for (const part of chance(20) ? shuffle(parts) : parts) add(...part);
  return argv;
}

/** Options and carriers that are seldom seen together. */
function odd() {
  const argv = ['qemu-system-x86_64'];
  const add = (...words) => argv.push(...words);
  if (chance(60)) add('-nodefaults');
  const ram = pick(RAM);
  switch (random(9)) {
    case 0: {
      // Memory beyond 1 TiB, which AMD keeps clear of.
      add(
        '-M',
        pick(['q35', 'pc', 'pc-q35-7.0', 'pc-i440fx-7.1', 'pc-q35-2.4']),
        '-cpu',
        pick(['qemu64,phys-bits=48', 'qemu64,phys-bits=42', 'qemu64', 'qemu64,phys-bits=40']),
      );
      add(
        '-m',
        `${pick(['5G', '1G', '4G'])},slots=${pick(['0', '1', '2'])},maxmem=${pick(['977G', '978G', '979G', '980G', '1008G', '1009G', '1010G', '1011G', '2T', '3T'])}`,
      );
      if (chance(60))
        add(
          '-object',
          'memory-backend-ram,id=d0,size=1G',
          '-device',
          pick(['pc-dimm,memdev=d0', 'virtio-mem-pci,memdev=d0']),
        );
      return argv;
    }
    case 1:
      add(
        '-M',
        `${pick(['q35', 'pc', 'microvm'])},memory.size=${size(20)}${chance(40) ? `,memory.max-size=${pick(['8G', '1G', '4X', '2048'])}` : ''}${chance(40) ? `,memory.slots=${pick(['2', 'x', '0', '300'])}` : ''}`,
      );
      if (chance(40)) add('-m', pick(['2G', 'slots=2', 'maxmem=8G', '0', 'size=1G,slots=1,maxmem=4G']));
      return argv;
    case 2:
      add('-M', 'none', '-mem-prealloc', '-object', backend('m0', pick(['64M', '3M', '128M'])));
      return argv;
    case 3: {
      add('-M', 'none');
      const context = ['-object', `thread-context,id=tc${chance(50) ? ',node-affinity=0' : ''}`];
      const user = [
        '-object',
        `memory-backend-ram,id=m0,size=64M,prealloc=on,prealloc-context=${chance(80) ? 'tc' : 'td'}`,
      ];
      for (const part of shuffle([context, user])) add(...part);
      return argv;
    }
    case 4: {
      add('-M', pick(['none', 'q35', 'pc', 'microvm', 'isapc']), '-m', chance(60) ? '1G,slots=2,maxmem=4G' : '1G');
      add('-object', backend('d0', pick(['64M', '128M', '1G', '3M'])));
      const driver = pick(['pc-dimm', 'nvdimm', 'virtio-mem-pci', 'virtio-pmem-pci']);
      const props = [`"driver":"${driver}"`, '"id":"x"', '"memdev":"d0"'];
      if (chance(40))
        props.push(
          `"${driver.startsWith('virtio') ? 'memaddr' : 'addr'}":${pick(['4294967296', '"0x100000000"', '5368709120', '-1', '0', 'true'])}`,
        );
      if (chance(30) && driver !== 'virtio-pmem-pci')
        props.push(`"node":${pick(['0', '1', '"0"', '-1', '4294967296'])}`);
      if (chance(30) && !driver.startsWith('virtio'))
        props.push(`"slot":${pick(['0', '1', '5', '"1"', '-1', '4294967296'])}`);
      if (driver === 'nvdimm' && chance(40)) props.push(`"label-size":${pick(['131072', '"128K"', '0'])}`);
      if (driver === 'virtio-mem-pci' && chance(50)) props.push(`"requested-size":${pick(['67108864', '"64M"', '1'])}`);
      if (driver === 'virtio-mem-pci' && chance(30))
        props.push(`"block-size":${pick(['2097152', '3145728', '1048576'])}`);
      add('-device', `{${shuffle(props).join(',')}}`);
      return argv;
    }
    case 5:
      add('-M', pick(['q35', 'pc', 'microvm']), '-m', ram);
      if (chance(60)) add('-vga', pick(['none', 'std', 'cirrus', 'virtio']));
      else add('-device', pick(['VGA', 'virtio-vga', 'cirrus-vga', 'qxl-vga']));
      return argv;
    case 6:
      add(
        '-M',
        'q35',
        '-m',
        '1G',
        '-object',
        `memory-backend-ram,id=d0,size=${pick(['1M', '2M', '64M'])},share=on`,
        '-device',
        'ivshmem-plain,memdev=d0',
      );
      if (chance(50)) add('-device', 'pc-dimm,memdev=d0');
      return argv;
    case 7:
      add(
        '-machine',
        pick(['q35', 'type=pc']),
        '-machine',
        pick(['memory-backend=m0', 'nvdimm=on', 'max-ram-below-4g=1G', 'type=microvm', 'max_ram_below_4g=2G']),
      );
      add('-object', backend('m0', ram), '-m', ram);
      if (chance(40)) add('-object', 'memory-backend-ram,id=pc.ram,size=1G');
      return argv;
    default:
      add(
        '-M',
        pick(['q35', 'pc']),
        '-overcommit',
        `mem-lock=${pick(['off', 'off', 'no'])}`,
        '-m',
        '1G,maxmem=4G',
        '-object',
        backend('d0', pick(['1G', '512M'])),
        '-device',
        device(0, ['d0']),
      );
      return argv;
  }
}

function arm() {
  const argv = ['qemu-system-aarch64', '-nodefaults', '-cpu', 'cortex-a57'];
  const machine = pick([
    'virt',
    'virt',
    'virt-7.0',
    'virt-5.0',
    'virt,highmem=off',
    'virt,nvdimm=on',
    'virt,acpi=off',
    'none',
  ]);
  const ram = pick(RAM);
  const shape = random(100);
  argv.push('-M', machine);
  if (chance(60)) argv.push('-bios', '/dev/null');
  if (shape < 30) {
    argv.push(
      '-m',
      chance(40)
        ? `${ram},slots=${pick(['1', '2', '0', '300'])},maxmem=${pick(['4G', '8G', '9G', '1G', '3000M'])}`
        : ram,
    );
    return argv;
  }
  if (shape < 50) {
    argv.push('-object', backend('m0', chance(80) ? ram : undefined), '-machine', 'memory-backend=m0');
    if (chance(80)) argv.push('-m', ram);
    return argv;
  }
  if (shape < 65 && machine !== 'none') {
    argv.push(
      '-m',
      chance(85) ? '2G' : ram,
      '-object',
      'memory-backend-ram,id=n0,size=512M',
      '-object',
      'memory-backend-ram,id=n1,size=1536M',
      '-smp',
      '2',
    );
    argv.push(
      '-numa',
      `node,memdev=n0${chance(20) ? ',cpus=0' : ''}`,
      '-numa',
      chance(85) ? 'node,memdev=n1' : 'node,memdev=n0',
    );
    return argv;
  }
  argv.push(
    '-m',
    `${ram}${chance(92) ? `,slots=${pick(['1', '2', '4'])}` : ''}${chance(92) ? `,maxmem=${pick(['8G', '9G', '7168M'])}` : ''}`,
  );
  const devices = 1 + random(3);
  for (let i = 0; i < devices; i++) {
    const value = pick(['128M', '256M', '512M', '1024M', '1025M', '511M', '2048M', '3M']);
    argv.push(
      '-object',
      `memory-backend-${pick(['ram', 'memfd', 'ram'])},id=d${i},size=${value}`,
      '-device',
      device(i, ['d0', 'd1', 'd2'].slice(0, devices)),
    );
  }
  return argv;
}

for (let i = 0; i < Number(count); i++) process.stdout.write(`${JSON.stringify({ x86, arm, odd }[kind]())}\n`);
