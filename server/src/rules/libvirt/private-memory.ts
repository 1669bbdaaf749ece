import { isMemoryPrivate } from '../../model/libvirt/is-memory-private';
import { shareMemory } from '../../model/libvirt/share-memory';
import { defineRule } from '../define-rule';
import { exampleDomain } from './example-domain';

const CARD =
  "<interface type='vhostuser'>\n  <source type='unix' path='/run/ovs.sock' mode='server'/>\n  <model type='virtio'/>\n</interface>";

export const privateMemory = defineRule({
  id: 'libvirt-private-memory',
  severity: 'warning',
  scope: 'domain',
  summary: 'A vhost-user network card of a guest whose memory is private to QEMU.',
  why: `The switch behind \`<interface type='vhostuser'>\` (OVS-DPDK, VPP) maps the guest's memory and moves packets in it. libvirt refuses a virtiofs or a vhost-user disk without shared memory (\`'virtiofs' requires shared memory\`), but **not an interface**: the domain starts, the switch sees old copies or gets nothing at all, and the network is silent.
All memory has to be shared: \`<access mode='shared'/>\` in \`<memoryBacking>\` with huge pages or \`<source type='memfd'/>\`, or \`memAccess='shared'\` of every cell.`,
  references: [
    'src/qemu/qemu_validate.c: qemuValidateDomainDefVhostUserRequireSharedMemory',
    'QEMU, hw/virtio/vhost-user.c: vhost_user_mem_section_filter',
  ],
  examples: {
    valid: [
      exampleDomain({
        memory:
          "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <hugepages/>\n  <access mode='shared'/>\n</memoryBacking>",
        devices: CARD,
      }),
    ],
    invalid: [
      exampleDomain({ devices: CARD }),
      exampleDomain({
        memory: "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <hugepages/>\n</memoryBacking>",
        devices: CARD,
      }),
      exampleDomain({
        memory:
          "<memory unit='GiB'>2</memory>\n<memoryBacking>\n  <source type='memfd'/>\n  <access mode='shared'/>\n</memoryBacking>\n<cpu>\n  <numa>\n    <cell id='0' cpus='0-1' memory='2' unit='GiB' memAccess='private'/>\n  </numa>\n</cpu>",
        devices: CARD,
      }),
    ],
  },
  check: ({ prepared: { domain, memory } }) =>
    isMemoryPrivate(domain, memory) ? domain.sharers.filter(({ name }) => name === 'interface') : [],
  report: ({ element }, { prepared: { domain } }) => {
    const place = domain.backing.access.span ?? domain.backing.element?.nameSpan;
    return {
      span: element.nameSpan,
      message:
        "The switch behind a vhostuser interface works in the guest's memory, which is private to QEMU here: libvirt and QEMU start without a word, and the network is silent. Write <access mode='shared'/> into <memoryBacking>, and <source type='memfd'/> where there are no huge pages.",
      related: place ? [{ span: place, message: 'how the memory is accessed' }] : [],
    };
  },
  fixes: (_, { prepared }) =>
    shareMemory(prepared.domain).map(({ title, edits }) => ({ title, edits, preferred: true })),
});
