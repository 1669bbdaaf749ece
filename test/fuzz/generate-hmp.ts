import { generateOption } from './generate-option';
import { seedFiles } from './seeds';
import { textGenerator } from './text-generator';

const command = generateOption.map(({ name, values }) => {
  const [[, first] = ['', ''], ...others] = values;
  const properties = others.map(([key, value]) => `${key}=${value}`);
  return `${name === 'device' ? 'device_add' : 'object_add'} ${[first, ...properties].join(',')}`;
});

/** Commands for QEMU's monitor. */
export const generateHmp = textGenerator({
  kind: 'hmp',
  seeds: seedFiles('.hmp'),
  lines: command,
  atoms: [
    ...[
      'object_add ',
      'device_add ',
      'memory-backend-ram',
      ',id=m',
      ',size=1G',
      ',memdev=m',
      'pc-dimm',
      ',,',
      '(qemu) ',
    ],
    ...[
      'info numa\n',
      'object_del m\n',
      '# memslot: ignore all\n',
      'help\n',
      ',share=on',
      ',host-nodes=0-1,policy=bind',
    ],
  ],
});
