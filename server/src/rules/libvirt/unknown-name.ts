import { type DroppedName, droppedNames } from '../../model/libvirt/dropped-names';
import { insertInto, removeAttribute, removeElement, renameElement } from '../../model/libvirt/edit-xml';
import type { PreparedDomain } from '../../model/libvirt/prepared-domain';
import { VOCABULARY } from '../../model/libvirt/vocabulary';
import { oneOf, pathOf } from '../../model/libvirt/xml-values';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import { spanText } from '../../text/span';
import { defineRule, type Fix } from '../define-rule';
import { exampleDomain } from './example-domain';

/** More names than this are no help. */
const MOST_NAMED = 8;

export const unknownName = defineRule({
  id: 'libvirt-unknown-name',
  severity: 'warning',
  scope: 'domain',
  summary: 'libvirt knows no such element or attribute, and drops it.',
  why: `\`virsh define\` drops every element and attribute that it does not know, **without a word**: a \`<hugepage/>\` is gone the next time somebody looks, and the guest runs on small pages. Only \`virsh define --validate\` and \`virsh edit\` refuse it, with
\`XML document failed to validate against schema\` and often the name of another element. What belongs to another model of memory device (\`<label>\` in a dimm) is dropped in the same way.`,
  references: ['src/conf/domain_conf.c: virDomainDefParseXML', 'src/conf/schemas/domaincommon.rng'],
  examples: {
    valid: [
      exampleDomain({ memory: "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <hugepages/>\n</memoryBacking>" }),
    ],
    invalid: [
      exampleDomain({ memory: "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <hugepage/>\n</memoryBacking>" }),
      exampleDomain({
        memory: "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <access type='shared'/>\n</memoryBacking>",
      }),
      exampleDomain({ memory: "<memory unit='GiB'>2</memory>\n<hugepages/>" }),
      exampleDomain({ memory: "<memory unit='GiB'>2</memory>\n<memorybacking>\n  <locked/>\n</memorybacking>" }),
    ],
  },
  check: ({ prepared }) => droppedNames(prepared.domain.element, prepared.domain.devices).filter(isNews(prepared)),
  report: (dropped) => {
    const { element, attribute, parent, reason, meant, belongsIn, known } = dropped;
    const what = attribute ? `attribute ${attribute.name}` : `element <${element.name}>`;
    const where = attribute ? 'of' : 'in';
    const there =
      known.length === 0
        ? `<${parent.name}> has no ${attribute ? 'attributes' : 'elements in it'}`
        : `there is ${oneOf(known.slice(0, MOST_NAMED))}`;
    const span = attribute ? attribute.nameSpan : element.nameSpan;
    if (reason === 'model')
      return {
        span,
        message: `Only ${oneOf(known)} devices have <${element.name}>: libvirt drops it without a word.`,
      };
    const help =
      meant !== undefined
        ? `Did you mean ${meant}?`
        : belongsIn !== undefined
          ? `It belongs into <${belongsIn}>.`
          : known.length > MOST_NAMED
            ? ''
            : `${there[0]!.toUpperCase()}${there.slice(1)}.`;
    return {
      span,
      message:
        `libvirt knows no ${what} ${where} <${parent.name}> and drops it without a word; virsh define --validate refuses it. ${help}`.trim(),
    };
  },
  fixes: ({ element, attribute, meant, belongsIn }, { prepared }) => {
    const fixes: Fix[] = [];
    if (meant !== undefined)
      fixes.push({
        title: `Change to ${meant}`,
        edits: attribute ? [{ span: attribute.nameSpan, newText: meant }] : renameElement(element, meant),
        preferred: true,
      });
    if (belongsIn !== undefined) fixes.push(...move(element, belongsIn, prepared));
    fixes.push({
      title: `Remove the ${attribute ? 'attribute' : 'element'}`,
      edits: [attribute ? removeAttribute(attribute) : removeElement(element)],
    });
    return fixes;
  },
});

/** What libvirt refuses anyway is told by another rule. To be asked in the order of the text. */
function isNews({ findings }: PreparedDomain): (dropped: DroppedName) => boolean {
  const starts = findings.map(({ span }) => span.start).sort((a, b) => a - b);
  let next = 0;
  return ({ element, attribute }) => {
    const { start, end } = (attribute ?? element).span;
    while (next < starts.length && starts[next]! < start) next++;
    return next === starts.length || starts[next]! >= end;
  };
}

/** An element of the wrong level goes to the end of the one that it belongs into, or gets that around it. */
function move(element: XmlElement, around: string, { domain }: PreparedDomain): readonly Fix[] {
  const text = spanText(element.span);
  const target = pathOf(domain.element, around);
  if (target) {
    const title = `Move it into <${around}>`;
    return [{ title, edits: [removeElement(element), ...insertInto(target, [text])], preferred: true }];
  }
  if (!VOCABULARY.children.some(({ name }) => name === around)) return [];
  const edits = [{ span: element.span, newText: `<${around}>${text}</${around}>` }];
  return [{ title: `Put <${around}> around it`, edits, preferred: true }];
}
