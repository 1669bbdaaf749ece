import { defineRule } from '../define-rule';

export const deviceNotMapped = defineRule({
  id: 'device-not-mapped',
  severity: 'warning',
  scope: 'qemu',
  summary: 'The machine takes a memory device and never shows it to the guest.',
  why: `microvm and RISC-V's virt have no region for memory devices. They accept \`-device pc-dimm\` and the like without a word, but the memory has no guest-physical address and no memslot: it is lost. Use another machine, or more RAM.`,
  references: ['hw/i386/microvm.c: microvm_class_init', 'hw/riscv/virt.c: virt_machine_class_init'],
  examples: {
    valid: [
      'qemu-system-x86_64 -M q35 -m 1G,slots=1,maxmem=2G -object memory-backend-ram,id=d,size=1G -device pc-dimm,memdev=d\n',
    ],
    invalid: [
      'qemu-system-x86_64 -M microvm -m 1G,slots=1,maxmem=2G -object memory-backend-ram,id=d,size=1G -device pc-dimm,memdev=d\n',
    ],
  },
  check: ({ started }) => {
    const machine = started.config.machine;
    return machine && machine.family !== 'none'
      ? started.devices.filter(({ mapped }) => !mapped).map((device) => ({ device, machine }))
      : [];
  },
  report: ({ device: { device }, machine }) => ({
    span: device.driverSpan,
    message: `The machine ${machine.name} takes ${device.driver}, and the guest never sees its memory: there is no region for memory devices, and QEMU says nothing.`,
  }),
});
