import { formatSize } from '../../model/format';
import { defineRule, type Fix } from '../define-rule';
import { groupOf } from './backend-uses';
import { groupAt, setProperty } from './property-edits';

export const requestedSizeTooLarge = defineRule({
  id: 'requested-size-too-large',
  severity: 'warning',
  scope: 'qemu',
  summary: 'A virtio-mem device requests more memory than its backend has.',
  why: `\`requested-size\` says how much of a virtio-mem device the guest shall use. When it is set later (\`qom-set\`), QEMU refuses more than the backend has; **at the start it does not look**. The guest then tries forever to
plug memory that is not there. Make the backend larger or request less.`,
  references: ['hw/virtio/virtio-mem.c: virtio_mem_set_requested_size, virtio_mem_device_realize'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 4G,maxmem=8G -object memory-backend-ram,id=v,size=4G -device virtio-mem-pci,memdev=v,requested-size=1G\n',
    ],
    invalid: [
      'qemu-system-x86_64 -m 4G,maxmem=8G -object memory-backend-ram,id=v,size=2G -device virtio-mem-pci,memdev=v,requested-size=3G\n',
    ],
  },
  check: ({ started }) =>
    started.devices.filter(({ device, values, backend }) => {
      const size = backend?.size.value;
      const requested = values.requestedSize.value;
      return device.type.kind === 'virtio-mem' && size !== undefined && requested !== undefined && requested > size;
    }),
  report: ({ values, device, backend }) => ({
    span: values.requestedSize.span ?? device.driverSpan,
    message: `requested-size is ${formatSize(values.requestedSize.value!)}, and ${backend!.id} has ${formatSize(backend!.size.value!)}: the guest can never get that much. QEMU does not look at the start.`,
    ...(backend!.size.span ? { related: [{ span: backend!.size.span, message: `size of ${backend!.id}` }] } : {}),
  }),
  fixes({ device, values, backend }, facts) {
    const fixes: Fix[] = [];
    const less = setProperty(groupAt(facts, device.list.span), 'requested-size', backend!.size.value!);
    if (less) fixes.push({ title: `Request ${formatSize(backend!.size.value!)}`, edits: [less], preferred: true });
    const more = setProperty(groupOf(facts, backend!), 'size', values.requestedSize.value!);
    if (more) fixes.push({ title: `Make ${backend!.id} ${formatSize(values.requestedSize.value!)}`, edits: [more] });
    return fixes;
  },
});
