import fc from 'fast-check';
import { generateOption } from './generate-option';
import { seedFiles } from './seeds';
import { textGenerator } from './text-generator';

const command = fc
  .record({ option: generateOption, spread: fc.boolean(), plain: fc.boolean() })
  .map(({ option: { name, values }, spread, plain }) => {
    const execute = name === 'device' ? 'device_add' : 'object-add';
    const write = (text: string) => (/^\d+$/.test(text) ? Number(text) : text === 'on' ? true : text);
    const properties = Object.fromEntries(values.map(([key, value]) => [key, plain ? value : write(value)]));
    return JSON.stringify({ execute, arguments: properties }, undefined, spread ? 2 : undefined);
  });

/** Talk with QEMU over QMP. */
export const generateQmp = textGenerator({
  kind: 'qmp',
  seeds: seedFiles('.qmp'),
  lines: command,
  atoms: [
    ...[
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '{"execute": "object-add", "arguments": {',
      '"size": 1073741824',
      '"id": "m"',
    ],
    ...[
      '"qom-type": "memory-backend-ram"',
      'null',
      'true',
      '1e9',
      '-0',
      '\\u0000',
      '\\ud83d',
      '"share": true',
      '{"return": {}}\n',
    ],
    ...['"host-nodes": [0, 1]', '-> ', '<- ', "{'execute': 'device_add'}", '[['.repeat(30)],
  ],
});
