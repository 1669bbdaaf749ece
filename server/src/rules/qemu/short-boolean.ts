import { findObjectType } from '../../model/qemu/backend-types';
import { wordText } from '../../text/word';
import { defineRule } from '../define-rule';
import { textOf } from './fix-values';
import { setProperty } from './property-edits';

export const shortBoolean = defineRule({
  id: 'short-boolean',
  severity: 'warning',
  scope: 'qemu',
  summary: 'A boolean of a memory backend is written as a bare word.',
  why: `\`share\` for \`share=on\` and \`noshare\` for \`share=off\` are deprecated since QEMU 6.0: \`short-form boolean option 'share' deprecated\`, \`Please use share=on instead\`. The monitor, \`-machine\` and \`-readconfig\` refuse them already.`,
  references: ['util/qemu-option.c: get_opt_name_value', 'docs/about/deprecated.rst'],
  examples: {
    valid: ['qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,share=on -machine memory-backend=m\n'],
    invalid: ['qemu-system-x86_64 -m 1G -object memory-backend-ram,id=m,size=1G,share -machine memory-backend=m\n'],
  },
  check: ({ options }) =>
    options.flatMap((group) => {
      const type = group.entries.find(({ key }) => wordText(key) === 'qom-type');
      const known = group.option === 'object' && type && findObjectType(textOf(type) ?? '');
      if (!known) return [];
      return group.entries.flatMap((entry) => {
        const name = wordText(entry.key);
        const member = known.properties.find((property) => property.name === name);
        return entry.shortForm && name !== undefined && member?.type === 'bool' ? [{ group, entry, name }] : [];
      });
    }),
  report: ({ entry, name }) => ({
    span: entry.key.span,
    message: `A bare word for a boolean is deprecated: write ${name}=${entry.shortForm}. QEMU: "short-form boolean option '${entry.shortForm === 'off' ? 'no' : ''}${name}' deprecated"`,
  }),
  fixes: ({ group, entry, name }) => {
    const edit = setProperty(group, name, entry.shortForm === 'on');
    return edit ? [{ title: `Write ${name}=${entry.shortForm}`, edits: [edit], preferred: true, safe: true }] : [];
  },
});
