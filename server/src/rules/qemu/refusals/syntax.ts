import { spanText } from '../../../text/span';
import type { RefusalEntry } from '../refusal-rule';

/** What QEMU refuses while it takes an option apart. */
export const SYNTAX_REFUSALS: readonly RefusalEntry[] = [
  {
    id: 'option-syntax',
    severity: 'error',
    summary: 'An option cannot be taken apart.',
    why: `An option of QEMU is a list \`key=value,key=value\`, in which a comma that belongs to a value is doubled. \`-object\` and \`-device\` take a bare word for a boolean; \`-machine\`, \`-smp\`, and everything in a \`-readconfig\` group or
behind the monitor's \`object_add\` need the \`=\`: \`Expected '=' after parameter 'share'\`. An option that needs a value and is the last word of the command gives \`requires an argument\`.`,
    references: ['util/keyval.c: keyval_parse_one', 'system/vl.c: lookup_opt'],
    valid: ['qemu-system-x86_64 -machine q35,nvdimm=on -m 4G\n'],
    invalid: ['qemu-system-x86_64 -machine q35,nvdimm -m 4G\n', 'qemu-system-x86_64 -machine q35 -m\n'],
    fixes: ({ span }) => {
      const word = spanText(span);
      if (!/^[a-z][a-z0-9_-]*$/.test(word)) return [];
      return [{ title: `Write ${word}=on`, edits: [{ span, newText: `${word}=on` }], preferred: true }];
    },
  },
  {
    id: 'json-syntax',
    severity: 'error',
    summary: 'The JSON of an option cannot be read.',
    why: `\`-object\`, \`-device\` and others take JSON when their value begins with \`{\`, without a blank before it. QEMU's reader also takes strings in single quotes, but no trailing comma, no hexadecimal number, no suffix and no comment: \`JSON parse error, …\`.
In a script the JSON needs single quotes around it, or every double quote a backslash.`,
    references: ['qobject/json-parser.c: parse_object', 'qobject/json-lexer.c'],
    valid: [`qemu-system-x86_64 -m 1G -object '{"qom-type":"memory-backend-ram","id":"m","size":1073741824}'\n`],
    invalid: [`qemu-system-x86_64 -m 1G -object '{"qom-type":"memory-backend-ram","id":"m","size":1073741824,}'\n`],
  },
];
