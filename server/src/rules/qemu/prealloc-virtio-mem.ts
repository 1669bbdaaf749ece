import { qemuAtLeast } from '../../model/qemu/qemu-version';
import { defineRule } from '../define-rule';
import { devicesOn, groupOf } from './backend-uses';
import { groupAt, setProperty } from './property-edits';

export const preallocVirtioMem = defineRule({
  id: 'prealloc-virtio-mem',
  severity: 'warning',
  scope: 'qemu',
  summary: 'Memory for virtio-mem is allocated at the start and thrown away at once.',
  why: `A virtio-mem device begins with nothing plugged, and gives all memory of its backend back to the host. \`prealloc=on\` of the backend (also by \`-mem-prealloc\`) fills it first, for nothing. Until 7.2 QEMU says nothing; from 8.0 on it
refuses (\`virtio-mem-backend\`). What is wanted is \`prealloc=on\` of the **device**, which allocates what the guest plugs, from QEMU 7.0 on.`,
  references: ['hw/virtio/virtio-mem.c: virtio_mem_device_realize'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 4G,maxmem=8G -object memory-backend-ram,id=v,size=4G -device virtio-mem-pci,memdev=v,prealloc=on\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 4G,maxmem=8G -object memory-backend-ram,id=v,size=4G,prealloc=on -device virtio-mem-pci,memdev=v\n',
    ],
  },
  check: (facts) =>
    qemuAtLeast(facts.started.config.setting.version, '8.0')
      ? []
      : facts.started.backends.flatMap((backend) => {
          if (backend.prealloc.value !== true) return [];
          const device = devicesOn(facts, backend).find((placed) => placed.device.type.kind === 'virtio-mem');
          return device ? [{ backend, device }] : [];
        }),
  report: ({ backend, device }) => ({
    span: backend.prealloc.span ?? backend.span,
    message: `${backend.id} is allocated at the start, and ${device.device.driver} gives all of it back at once: write prealloc=on for the device instead. From QEMU 8.0 on this is an error.`,
    related: [{ span: device.device.driverSpan, message: 'the device' }],
  }),
  fixes({ backend, device }, facts) {
    const backendEdit = setProperty(groupOf(facts, backend), 'prealloc', false);
    const deviceEdit = qemuAtLeast(facts.started.config.setting.version, '7.0')
      ? setProperty(groupAt(facts, device.device.list.span), 'prealloc', true)
      : undefined;
    if (!backendEdit) return [];
    const edits = deviceEdit ? [backendEdit, deviceEdit] : [backendEdit];
    return [{ title: 'Let the device allocate what the guest plugs', edits, preferred: true }];
  },
});
