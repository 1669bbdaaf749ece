import { generateOption } from './generate-option';
import { seedFiles } from './seeds';
import { textGenerator } from './text-generator';

const group = generateOption.map(({ name, values }) => {
  const id = values.find(([key]) => key === 'id')?.[1];
  const lines = values.filter(([key]) => key !== 'id').map(([key, value]) => `  ${key} = "${value}"`);
  return [id === undefined ? `[${name}]` : `[${name} "${id}"]`, ...lines].join('\n');
});

/** Files for QEMU's -readconfig. */
export const generateReadconfig = textGenerator({
  kind: 'readconfig',
  seeds: seedFiles('.qemu.cfg'),
  lines: group,
  atoms: [
    ...[
      '[object "m"]\n',
      '[memory]\n',
      '[machine]\n',
      '[',
      ']',
      '"',
      '  size = "4G"\n',
      'size="',
      ' = ',
      'type = "q35"\n',
    ],
    ...[
      '  qom-type = "memory-backend-ram"\n',
      '# memslot: ignore all\n',
      '#',
      'host-nodes.0 = "0"\n',
      'host-nodes.1 = "9"\n',
    ],
  ],
});
