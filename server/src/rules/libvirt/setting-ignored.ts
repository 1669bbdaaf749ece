import { removeAttribute, removeElement, setSize } from '../../model/libvirt/edit-xml';
import { formatKib } from '../../model/libvirt/format-kib';
import type { LibvirtDomain } from '../../model/libvirt/libvirt-domain';
import type { PreparedDomain } from '../../model/libvirt/prepared-domain';
import { allOf, attributeText, pathOf } from '../../model/libvirt/xml-values';
import { attributeOf, type XmlElement } from '../../syntax/xml/xml-tree';
import type { Span } from '../../text/span';
import { defineRule, type Fix } from '../define-rule';
import { domainSizes } from './domain-sizes';
import { exampleDomain } from './example-domain';

/** Something that is written, and that nothing comes of. */
interface Ignored {
  readonly span: Span;
  readonly message: string;
  readonly fixes: readonly Fix[];
  /** Whether the guest gets something else than what is written. */
  readonly matters?: boolean;
}

export const settingIgnored = defineRule({
  id: 'libvirt-setting-ignored',
  severity: 'hint',
  scope: 'domain',
  summary: 'A setting has no effect.',
  why: `libvirt accepts these, and nothing comes of them:

- \`<discard/>\`, and \`discard='yes'\` of a cell or a device, for memory that is no file: a memfd and ordinary memory have nothing to discard;
- \`<currentMemory>\` above the memory of the guest: it is cut down to that; and below it in a guest whose balloon is \`none\`, which always has all of it;
- \`threads\` of \`<allocation>\` where nothing is allocated at the start: it goes with \`mode='immediate'\` or huge pages; \`threads='0'\` is dropped;
- \`<access>\`, \`<source>\` and \`<allocation>\` without their attribute, and an empty \`unit\`;
- a second \`<memory>\`, \`<currentMemory>\`, \`<maxMemory>\`, \`<source>\`, \`<access>\` or \`<allocation>\`: the first one counts, and \`define --validate\` refuses the X for shared memory and for huge pages, which KSM never merges.`,
  references: [
    'src/qemu/qemu_command.c: qemuBuildMemoryBackendProps, qemuBuildMemoryBackendPropsShare',
    'src/conf/domain_postparse.c: virDomainDefPostParseMemory',
    'src/qemu/qemu_process.c: qemuProcessSetupBalloon',
  ],
  examples: {
    valid: [
      exampleDomain({
        memory:
          "<memory unit='GiB'>2</memory>\n<currentMemory unit='GiB'>1</currentMemory>\n<memoryBacking>\n  <source type='file'/>\n  <allocation mode='immediate' threads='4'/>\n  <discard/>\n</memoryBacking>",
      }),
    ],
    invalid: [
      exampleDomain({
        memory:
          "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <hugepages/>\n  <source type='memfd'/>\n  <discard/>\n</memoryBacking>",
      }),
      exampleDomain({ memory: "<memory unit='GiB'>2</memory>\n<currentMemory unit='GiB'>4</currentMemory>" }),
      exampleDomain({
        memory: "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <allocation threads='4'/>\n</memoryBacking>",
      }),
      exampleDomain({
        memory:
          "<memory unit='GiB'>2</memory>\n<memory unit='GiB'>4</memory>\n<memoryBacking>\n  <access/>\n</memoryBacking>",
      }),
    ],
  },
  check: ({ prepared }) => [
    ...discards(prepared),
    ...balloon(prepared),
    ...threads(prepared),
    ...without(prepared.domain),
    ...repeated(prepared.domain),
    ...emptyUnits(prepared.domain),
  ],
  report: ({ span, message, matters }) => ({
    span,
    message,
    ...(matters ? { severity: 'information' as const } : { unnecessary: true }),
  }),
  fixes: ({ fixes }) => fixes,
});

const remove = (element: XmlElement, title = `Remove <${element.name}>`): Fix => ({
  title,
  edits: [removeElement(element)],
  preferred: true,
  safe: true,
});

/** discard-data is a property of files. */
function discards({ domain, options }: PreparedDomain): Ignored[] {
  const { backing, cells, devices } = domain;
  const backends = options.filter(({ option }) => option === 'object');
  // Where a kind is not known, nothing is.
  if (backing.source.span && backing.source.value === undefined) return [];
  const entries = backends.flatMap((backend) => backend.entries.filter(({ key }) => key === 'discard-data'));
  const places = new Set(entries.map(({ span }) => span.start));
  const used = (span: Span): boolean => places.has(span.start);
  const found: Ignored[] = [];
  const message = 'Only memory in a file has contents to discard: here there is none, and discard has no effect.';
  const { discard } = backing;
  if (discard && !used(discard.nameSpan)) found.push({ span: discard.nameSpan, message, fixes: [remove(discard)] });
  // libvirt refuses it of persistent memory.
  const plain = devices.filter(({ model }) => model === 'dimm' || model === 'virtio-mem');
  for (const { element, discard: own } of [...cells, ...plain]) {
    const attribute = attributeOf(element, 'discard');
    if (own.value !== 'yes' || !attribute || used(own.span!)) continue;
    const fix: Fix = { title: 'Remove discard', edits: [removeAttribute(attribute)], preferred: true, safe: true };
    found.push({ span: attribute.span, message, fixes: [fix] });
  }
  return found;
}

function balloon({ domain, memory: { written, plugged } }: PreparedDomain): Ignored[] {
  const { currentMemory } = domain;
  const { value, span, element } = currentMemory;
  if (value === undefined || !span || !element || written === undefined || plugged === undefined) return [];
  const total = written + plugged;
  const fixes: Fix[] = [
    { title: `Set it to ${formatKib(total)}`, edits: setSize(currentMemory, total), preferred: true, safe: true },
    { title: 'Remove <currentMemory>', edits: [removeElement(element)] },
  ];
  if (value > total) {
    const message = `<currentMemory> is ${formatKib(value)}, and the guest has ${formatKib(total)} in all: libvirt cuts it down to that.`;
    return [{ span, message, fixes, matters: true }];
  }
  const model = attributeText(pathOf(domain.element, 'devices', 'memballoon'), 'model');
  if (value === total || model.value !== 'none') return [];
  const message = `Without a balloon (<memballoon model='none'/>) the guest always has all of its ${formatKib(total)}, and <currentMemory> has no effect.`;
  return [{ span, message, fixes, matters: true }];
}

function threads({ domain: { backing, devices } }: PreparedDomain): Ignored[] {
  const { allocation, threads: count, hugepages } = backing;
  const element = allocationOf(backing);
  const attribute = element && attributeOf(element, 'threads');
  if (!attribute || count.value === undefined) return [];
  const alone = element.attributes.length === 1;
  const fixes: Fix[] = alone
    ? [remove(element)]
    : [{ title: 'Remove threads', edits: [removeAttribute(attribute)], preferred: true, safe: true }];
  if (count.value === 0) {
    const message = "threads='0' is dropped: QEMU decides how many threads allocate the memory.";
    return [{ span: attribute.span, message, fixes }];
  }
  const unknown = allocation.span !== undefined && allocation.value === undefined;
  const own = devices.some(({ model, pageSize }) => pageSize.span || model === 'nvdimm' || model === 'sgx-epc');
  if (unknown || hugepages || own || allocation.value === 'immediate') return [];
  const message = "Nothing is allocated at the start, so no threads are needed for it: add mode='immediate'.";
  const edits = allocation.span
    ? [{ span: allocation.span, newText: 'immediate' }]
    : [{ span: { ...attribute.span, end: attribute.span.start }, newText: "mode='immediate' " }];
  return [
    { span: attribute.span, message, fixes: [...fixes, { title: "Allocate at the start: mode='immediate'", edits }] },
  ];
}

function allocationOf({ element }: LibvirtDomain['backing']): XmlElement | undefined {
  return pathOf(element, 'allocation');
}

const ATTRIBUTES: { readonly [element: string]: readonly string[] } = {
  source: ['type'],
  access: ['mode'],
  allocation: ['mode', 'threads'],
};

/** Elements that are nothing without their attribute. */
function without({ element }: LibvirtDomain): Ignored[] {
  return Object.entries(ATTRIBUTES).flatMap(([name, attributes]) =>
    allOf(element, 'memoryBacking', name)
      // Whatever else stands there is told of as unknown.
      .filter((one) => one.attributes.length === 0)
      .map((one) => {
        const message = `<${name}> says nothing without ${attributes.join(' or ')}, and libvirt ignores it.`;
        return { span: one.nameSpan, message, fixes: [remove(one)] };
      }),
  );
}

/** A unit that says nothing counts as none. */
function emptyUnits(domain: LibvirtDomain): Ignored[] {
  return domainSizes(domain, ({ unit }) => unit.value === '').flatMap(({ size: { element } }) => {
    const attribute = element && attributeOf(element, 'unit');
    if (!attribute) return [];
    const fix: Fix = { title: 'Remove unit', edits: [removeAttribute(attribute)], preferred: true, safe: true };
    const message = 'An empty unit counts as none, and define --validate refuses it.';
    return [{ span: attribute.span, message, fixes: [fix] }];
  });
}

/** Of several the first one counts. */
function repeated({ element }: LibvirtDomain): Ignored[] {
  const places = [
    ...['memory', 'currentMemory', 'maxMemory'].map((name) => ({ name, all: allOf(element, name) })),
    { name: 'memory', all: allOf(element, 'numatune', 'memory') },
    ...Object.entries(ATTRIBUTES).map(([name, [attribute]]) => ({
      name,
      all: allOf(element, 'memoryBacking', name).filter((one) => attributeOf(one, attribute!)),
    })),
  ];
  return places.flatMap(({ name, all }) =>
    all.slice(1).map((one) => ({
      span: one.nameSpan,
      message: `There is a <${name}> already, and the first one counts.`,
      fixes: [remove(one, `Remove this <${name}>`)],
    })),
  );
}
