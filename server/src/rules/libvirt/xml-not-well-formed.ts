import { defineRule } from '../define-rule';
import { exampleDomain } from './example-domain';

export const xmlNotWellFormed = defineRule({
  id: 'xml-not-well-formed',
  severity: 'error',
  scope: 'script',
  summary: 'The text is no well-formed XML.',
  why: 'libvirt hands the text to an XML parser first, which refuses a tag that is never closed, a `&` that begins no entity, an attribute without quotes or one that comes twice. Nothing of it is looked at then.',
  references: ['src/util/virxml.c: virXMLParseHelper'],
  examples: {
    valid: [exampleDomain({})],
    invalid: [exampleDomain({}).replace('</name>', ''), exampleDomain({}).replace("'GiB'", 'GiB')],
  },
  check: (problems) => problems.filter(({ code }) => code.startsWith('xml-')),
  report: ({ span, message, severity }) => ({ span, message, severity }),
  fixes: ({ span, suggestions = [] }) =>
    suggestions.map((text, i) => ({
      title: text === '' ? 'Remove it' : `Write ${text}`,
      edits: [{ span, newText: text }],
      preferred: i === 0,
    })),
});
