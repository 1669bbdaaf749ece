import { generateOption } from './generate-option';
import { seedFiles } from './seeds';
import { textGenerator } from './text-generator';

const argument = generateOption.map(({ name, values }) => {
  const [[, first] = ['', ''], ...others] = values;
  const properties = [first, ...others.map(([key, value]) => `${key}=${value}`)];
  return `-${name === 'memory' ? 'm' : name === 'smp-opts' ? 'smp' : name} ${properties.join(',')} \\`;
});

/** Command lines of QEMU as libvirt writes them into its tests and logs. */
export const generateArgs = textGenerator({
  kind: 'args',
  seeds: seedFiles('.args'),
  lines: argument,
  heads: [
    '',
    'LC_ALL=C \\\n/usr/bin/qemu-system-x86_64 \\\n-name guest=one \\\n',
    '/usr/bin/qemu-system-aarch64 \\\n-M virt \\\n',
  ],
  atoms: [
    ...[
      '-m size=1G,slots=2,maxmem=4G \\\n',
      '-object ',
      'memory-backend-ram,id=m,size=1G',
      '-device pc-dimm,memdev=m \\\n',
    ],
    ...[
      ' \\\n',
      '-machine q35,memory-backend=m',
      "'",
      "'{",
      '"qom-type":',
      '-numa node,memdev=m',
      '-smp 4',
      ',,',
      'HOME=/ \\\n',
    ],
  ],
});
