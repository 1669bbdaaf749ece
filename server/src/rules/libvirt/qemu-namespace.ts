import { renameElement, setAttribute } from '../../model/libvirt/edit-xml';
import { QEMU_NAMESPACE } from '../../model/libvirt/read-domain';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import { defineRule } from '../define-rule';
import { exampleDomain } from './example-domain';

const BOUND = `xmlns:qemu='${QEMU_NAMESPACE}'`;

export const qemuNamespace = defineRule({
  id: 'libvirt-qemu-namespace',
  severity: 'warning',
  scope: 'domain',
  summary: '<qemu:commandline> without its namespace is dropped.',
  why: `Arguments for QEMU are taken from \`<qemu:commandline>\` only where the prefix is bound: \`<domain ${BOUND}>\`. Without that libvirt drops them all **without a word**, and so it does with a \`<commandline>\` that has no prefix; the next time somebody looks they are gone. \`virsh define --validate\` refuses the domain: \`Element domain has extra content: qemu:commandline\`.`,
  references: [
    'src/qemu/qemu_domain.c: qemuDomainDefNamespaceParse',
    'docs/drvqemu.rst: Pass-through of arbitrary qemu commands',
  ],
  examples: {
    valid: [withArguments('qemu:', ` ${BOUND}`)],
    invalid: [withArguments('qemu:', ''), withArguments('', '')],
  },
  check: ({ prepared }) =>
    prepared.domain.element.children.filter(
      ({ localName, name, namespace }) =>
        localName === 'commandline' &&
        namespace !== QEMU_NAMESPACE &&
        // What another namespace means by it is not our business.
        (name.startsWith('qemu:') || namespace === ''),
    ),
  report: ({ nameSpan, name }) => ({
    span: nameSpan,
    message: `libvirt drops <${name}> with everything in it, because it is not in the namespace of QEMU: write <qemu:commandline>, and ${BOUND} in <domain>.`,
  }),
  fixes: (element, { prepared }) => {
    const prefixed = element.name.startsWith('qemu:');
    const bind = setAttribute(prepared.domain.element, 'xmlns:qemu', QEMU_NAMESPACE);
    const names = prefixed ? [] : [element, ...element.children].flatMap(addPrefix);
    const title = prefixed ? 'Bind the prefix qemu in <domain>' : 'Write qemu: in front, and bind it in <domain>';
    return [{ title, edits: [bind, ...names], preferred: true }];
  },
});

function addPrefix(element: XmlElement) {
  return renameElement(element, `qemu:${element.localName}`);
}

function withArguments(prefix: string, attributes: string): string {
  const text = `  <${prefix}commandline>\n    <${prefix}arg value='-overcommit'/>\n    <${prefix}arg value='cpu-pm=on'/>\n  </${prefix}commandline>\n</domain>`;
  return exampleDomain({}).replace("type='kvm'", `type='kvm'${attributes}`).replace('</domain>', text);
}
