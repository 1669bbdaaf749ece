import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { exampleDomain } from '../../../server/src/rules/libvirt/example-domain';
import { type BuiltCommandLine, buildCommandLine } from '../../command-line';

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
});
after(() => memslot.remove());

const DOMAIN = exampleDomain({ memory: "<memory unit='KiB'>1049000</memory>" });

test('argv --format json has exactly the form that is documented', () => {
  const file = memslot.write('a.xml', `<!-- one of ours -->\n${DOMAIN}`);
  const { stdout, stderr, status } = memslot.run(['argv', '--format', 'json', file]);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  const machine = '{"option":"-machine","value":{"dump-guest-core":"off","memory-backend":"pc.ram"}}';
  const memory = '{"option":"-m","value":{"size":"1049600k"}}';
  const object = '{"option":"-object","value":{"qom-type":"memory-backend-ram","id":"pc.ram","size":1074790400}}';
  const lock = '{"option":"-overcommit","value":{"mem-lock":"off"}}';
  assert.equal(
    stdout,
    `{"version":1,"domains":[{"file":${JSON.stringify(file)},"line":2,"options":[${machine},${memory},${object},${lock}]}]}\n`,
  );
});

test('the text is a command that a shell takes for the same words', () => {
  const { stdout } = memslot.run(['argv', memslot.write('text.xml', DOMAIN)]);
  assert.equal(
    stdout.replace(/^# .*text\.xml:1\n/, ''),
    [
      '/usr/bin/qemu-system-x86_64 \\',
      '  -machine q35,dump-guest-core=off,memory-backend=pc.ram \\',
      '  -m size=1049600k \\',
      `  -object '{"qom-type":"memory-backend-ram","id":"pc.ram","size":1074790400}' \\`,
      '  -overcommit mem-lock=off',
      '',
    ].join('\n'),
  );
});

test('sizes beyond what a float can hold stay exact, and what is not known is null', () => {
  const large = exampleDomain({ memory: `<memory unit='KiB'>${2n ** 52n + 1024n}</memory>` });
  const { stdout } = memslot.run(['argv', '--format', 'json', '-'], large);
  assert.match(stdout, new RegExp(`"size":${2n ** 62n + 2n ** 20n}\\}`));
  const open = exampleDomain({ memory: "<memory unit='KiB'>{{ memory }}</memory>" });
  const { options } = JSON.parse(memslot.run(['argv', '--format', 'json', '-'], open).stdout).domains[0];
  assert.deepEqual(options[1], { option: '-m', value: { size: null } });
});

test('CPUs of a cell in several pieces, and what the domain adds for QEMU, stand as libvirt writes them', () => {
  const cells = "<cell id='0' cpus='0,2-3' memory='1' unit='GiB'/><cell id='1' cpus='1' memory='1' unit='GiB'/>";
  const words = [
    '-object',
    'memory-backend-file,id=glass,mem-path=/dev/shm/a,,b,size=32M',
    '-device',
    'e1000',
    '-m',
    '2G',
  ];
  const domain = exampleDomain({ vcpu: 4 })
    .replace("<domain type='kvm'>", "<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>")
    .replace('<os>', `<cpu><numa>${cells}</numa></cpu><os>`)
    .replace(
      '</domain>',
      `<qemu:commandline>${words.map((word) => `<qemu:arg value='${word}'/>`).join('')}</qemu:commandline></domain>`,
    );
  const { stdout } = memslot.run(['argv', '--format', 'json', '-'], domain);
  const { options } = JSON.parse(stdout).domains[0];
  const numa = options.find(({ option }: { option: string }) => option === '-numa');
  assert.equal(numa.value.cpus, '0,2-3');
  assert.deepEqual(options.slice(-2), [
    { option: '-object', value: { '': 'memory-backend-file', id: 'glass', 'mem-path': '/dev/shm/a,b', size: '32M' } },
    { option: '-m', value: { '': '2G' } },
  ]);
});

test('of a domain that libvirt refuses, argv says what is known, and why', () => {
  const refused = exampleDomain({ memory: "<memory unit='GB '>2</memory>" });
  const { stdout, stderr, status } = memslot.run(['argv', '-'], refused);
  assert.equal(status, 1);
  assert.match(stderr, /^memslot: -:1: libvirt refuses this domain: .+/);
  assert.match(stdout, /-overcommit mem-lock=off/);
  const unclosed = memslot.run(['argv', '-'], DOMAIN.replace('</name>', ''));
  assert.equal(unclosed.status, 1);
});

test('another hypervisor and another file have no command line', () => {
  const xen = memslot.write('xen.xml', DOMAIN.replace("type='kvm'", "type='xen'"));
  const pom = memslot.write('pom.xml', '<project><modelVersion>4.0.0</modelVersion></project>\n');
  const { stdout, status } = memslot.run(['argv', xen, pom]);
  assert.equal(status, 0);
  assert.match(
    stdout,
    /^# .*xen\.xml:1\n# A domain of type 'xen' is not run by QEMU\.\n\n# .*pom\.xml: no domain of libvirt\n$/,
  );
  assert.equal(memslot.run(['check', pom]).status, 0);
});

test('control characters of a domain never reach the terminal', () => {
  const file = memslot.write('bell.xml', DOMAIN.replace('/usr/bin/qemu-system-x86_64', '/opt/q&#x9b;31m'));
  const { stdout } = memslot.run(['argv', file]);
  assert.doesNotMatch(stdout, /[\u0080-\u009f\u001b]/);
  assert.match(stdout, /^\$'\/opt\/q\\x9b31m'/m);
});

test('layout and simulate have the machine of a domain', () => {
  const text = exampleDomain({ memory: "<memory unit='GiB'>4</memory>" });
  const { machines } = JSON.parse(memslot.run(['layout', '--format', 'json', '-'], `\n\n${text}`).stdout);
  assert.equal(machines.length, 1);
  assert.equal(machines[0].line, 3);
  assert.equal(machines[0].machine, 'q35');
  assert.ok(
    machines[0].regions.some(
      ({ gpa, size }: { gpa: string; size: string }) => gpa === '0x100000000' && size === '0x80000000',
    ),
  );
  const { files } = JSON.parse(memslot.run(['simulate', '--format', 'json', '-'], `\n\n${text}`).stdout);
  const above = files[0].operations.find(({ gpa }: { gpa: string }) => gpa === '0x100000000');
  assert.equal(above.size, '0x80000000');
  assert.equal(above.line, 5, 'the line of <memory>');
});

test('the release of libvirt and the host decide', () => {
  const options = (args: readonly string[], text: string) =>
    JSON.parse(memslot.run(['argv', '--format', 'json', ...args, '-'], text).stdout).domains[0].options;
  assert.deepEqual(options(['--libvirt', '9.0'], DOMAIN)[1], { option: '-m', value: { '': '1025' } });
  const huge = DOMAIN.replace('<os>', "<memoryBacking><hugepages/><source type='memfd'/></memoryBacking><os>");
  const size = (args: readonly string[]) => options(args, huge)[2].value.hugetlbsize;
  assert.equal(size([]), null);
  const mounts = [{ path: '/dev/hugepages', type: 'hugetlbfs', pageSize: '2M' }];
  const host = memslot.write('host.json', JSON.stringify({ version: 1, mounts }));
  assert.equal(size(['--host', host]), 2097152);
});

test('domains in UTF-16 and on standard input are read', () => {
  const wrong = exampleDomain({ memory: "<memory unit='GB '>2</memory>" });
  const file = memslot.write('utf16.xml', Buffer.from(`\ufeff${wrong}`, 'utf16le'));
  const { diagnostics } = JSON.parse(memslot.run(['check', '--format', 'json', file]).stdout);
  const piped = JSON.parse(memslot.run(['check', '--format', 'json', '-'], wrong).stdout).diagnostics;
  assert.ok(diagnostics.length > 0);
  assert.deepEqual(
    diagnostics.map(({ file: _, ...rest }: { file: string }) => rest),
    piped.map(({ file: _, ...rest }: { file: string }) => rest),
  );
  assert.equal(memslot.run(['check', '--as', 'libvirt', memslot.write('wrong.txt', wrong)]).status, 1);
});
