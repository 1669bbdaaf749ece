import type { Rule } from '../define-rule';
import { vmmRule } from '../vmm/vmm-rule';

const ADMITTER = 'KubeVirt, pkg/virt-api/webhooks/validating-webhook/admitters/vmi-create-admitter.go';

/** What KubeVirt refuses or cannot run, and what is taken for something else than was meant. */
export const KUBEVIRT_RULES: readonly Rule<'vmm'>[] = [
  vmmRule({
    id: 'kubevirt-page-multiple',
    program: 'KubeVirt',
    severity: 'error',
    summary: 'The memory is no whole number of the huge pages that are asked for.',
    why: 'KubeVirt refuses the object unless `resources.requests.memory` is a multiple of `memory.hugepages.pageSize`; where nothing is requested, `memory.guest`, and else `resources.limits.memory`. `0.1Gi` is no whole number of bytes, and a multiple of nothing.',
    references: [`${ADMITTER}: validateHugepagesMemoryRequests`],
    examples: {
      valid: [machine('memory: {hugepages: {pageSize: 2Mi}}', 'resources: {requests: {memory: 64Mi}}')],
      invalid: [
        machine('memory: {hugepages: {pageSize: 2Mi}}', 'resources: {requests: {memory: 65Mi}}'),
        machine('memory:', '  guest: 512Mi', '  hugepages:', '    pageSize: 1Gi'),
        machine('memory: {guest: 4G, hugepages: {pageSize: "2Mi"}}'),
      ],
    },
  }),
  vmmRule({
    id: 'kubevirt-guest-pages',
    program: 'QEMU',
    severity: 'error',
    summary: 'The memory of the guest is no whole number of huge pages, though what is requested for it is.',
    why: 'Where memory is requested, KubeVirt does not look at `memory.guest`. QEMU is then to make a memfd of huge pages, which has to be a whole number of them, and does not start. With the annotation `kubevirt.io/memfd: "false"` it makes a file, and a part of the last page is wasted.',
    references: [
      `${ADMITTER}: validateHugepagesMemoryRequests`,
      'KubeVirt, pkg/virt-launcher/virtwrap/converter/vcpu: QuantityToByte',
      'QEMU, util/memfd.c: qemu_memfd_create',
    ],
    examples: {
      valid: [machine('memory: {guest: 8190Mi, hugepages: {pageSize: 2Mi}}', 'resources: {requests: {memory: 8Gi}}')],
      invalid: [machine('memory: {guest: 8191Mi, hugepages: {pageSize: 2Mi}}', 'resources: {requests: {memory: 8Gi}}')],
    },
  }),
  vmmRule({
    id: 'kubevirt-page-size',
    program: 'KubeVirt',
    severity: 'warning',
    summary: 'There are no huge pages of the size that is asked for.',
    why: 'KubeVirt takes any size and requests `hugepages-SIZE` for the pod, which stays pending as no node has them. On amd64 there are `2Mi` and `1Gi`; `2M` is 2,000,000 bytes.',
    references: [
      'KubeVirt, staging/src/kubevirt.io/api/core/v1/schema.go: Hugepages',
      'Kubernetes documentation, tasks/manage-hugepages/scheduling-hugepages',
    ],
    examples: {
      valid: [machine('memory: {guest: 4Gi, hugepages: {pageSize: 1Gi}}')],
      invalid: [
        machine('memory: {guest: 4Gi, hugepages: {pageSize: 4Mi}}'),
        machine('memory: {guest: 4Gi, hugepages: {pageSize: 2M}}'),
      ],
    },
  }),
  vmmRule({
    id: 'kubevirt-memory-limits',
    program: 'KubeVirt',
    severity: 'error',
    summary: 'Guest memory, request and limit do not go together.',
    why: 'A request is at most the limit, and with `dedicatedCpuPlacement` it is the limit. So is the memory of the guest, unless the cluster has `vmRolloutStrategy: LiveUpdate`.',
    references: [
      `${ADMITTER}: validateMemoryLimitsNegativeOrNull, validateMemoryRequestsAndLimits, validateGuestMemoryLimit`,
    ],
    examples: {
      valid: [machine('resources: {requests: {memory: 1Gi}, limits: {memory: 2Gi}}')],
      invalid: [
        machine('resources: {requests: {memory: 2Gi}, limits: {memory: 1Gi}}'),
        machine('cpu: {dedicatedCpuPlacement: true}', 'resources: {requests: {memory: 1Gi}, limits: {memory: 2Gi}}'),
        machine('memory: {guest: 2Gi}', 'resources: {limits: {memory: 1Gi}}'),
      ],
    },
  }),
  vmmRule({
    id: 'kubevirt-memory-missing',
    program: 'KubeVirt',
    severity: 'warning',
    summary: 'Nothing says how much memory a machine has.',
    why: 'A guest has `memory.guest`, or what is requested, or the limit, or one huge page. With none of these, no instance type and nothing that the namespace adds, it cannot start.',
    references: [`${ADMITTER}: ValidateVirtualMachineInstanceMandatoryFields`],
    examples: {
      valid: [machine('memory: {guest: 1Gi}', 'devices: {}')],
      invalid: [machine('cpu: {cores: 2}', 'devices: {}')],
    },
  }),
  vmmRule({
    id: 'kubevirt-numa',
    program: 'KubeVirt',
    severity: 'error',
    summary: 'A guest is to have the NUMA nodes of its CPUs, or real time, without what that needs.',
    why: '`cpu.realtime` needs `cpu.numa.guestMappingPassthrough`, and this needs `cpu.dedicatedCpuPlacement` and huge pages.',
    references: [`${ADMITTER}: validateNUMA, validateRealtime`],
    examples: {
      valid: [
        machine(
          'memory: {guest: 4Gi, hugepages: {pageSize: 1Gi}}',
          'cpu: {dedicatedCpuPlacement: true, numa: {guestMappingPassthrough: {}}, realtime: {}}',
          'devices: {}',
        ),
      ],
      invalid: [
        machine('memory:', '  guest: 4Gi', 'cpu:', '  numa:', '    guestMappingPassthrough: {}', 'devices: {}'),
        machine('memory: {guest: 4Gi}', 'cpu:', '  cores: 4', '  realtime: {}', 'devices: {}'),
        machine('cpu: {dedicatedCpuPlacement: false, numa: {guestMappingPassthrough: {}}}'),
      ],
    },
  }),
  vmmRule({
    id: 'kubevirt-hotplug',
    program: 'KubeVirt',
    severity: 'error',
    summary: 'More memory is to be plugged in later than this machine can have.',
    why: 'What `memory.maxGuest` has more than `memory.guest` becomes a virtio-mem device: both are multiples of its blocks, 2 MiB or, with pages of `1Gi`, 1 GiB; the guest has 1 GiB at least; and real time, NUMA nodes of the CPUs or encrypted memory do not go with it.',
    references: ['KubeVirt, pkg/liveupdate/memory/memory.go: ValidateLiveUpdateMemory'],
    examples: {
      valid: [started('memory: {guest: 1Gi, maxGuest: 4Gi}')],
      invalid: [
        started('memory: {guest: 512Mi, maxGuest: 4Gi}'),
        started('memory: {guest: 1025Mi, maxGuest: 4Gi}'),
        started('memory: {guest: 2Gi, maxGuest: 1Gi}'),
        started('memory:', '  guest: 2Gi', '  maxGuest: 4Gi', 'launchSecurity: {sev: {}}'),
      ],
    },
  }),
  vmmRule({
    id: 'kubevirt-overcommit',
    program: 'KubeVirt',
    severity: 'error',
    summary: 'An instance type has huge pages and requests less than all of the memory.',
    why: 'Huge pages are there as a whole: `overcommitPercent` is refused with them.',
    references: ['KubeVirt, pkg/instancetype/webhooks: validateMemoryOvercommitPercentNoHugepages'],
    examples: {
      valid: [instanceType('guest: 4Gi', 'overcommitPercent: 15')],
      invalid: [instanceType('guest: 4Gi', 'overcommitPercent: 15', 'hugepages: {pageSize: 2Mi}')],
    },
  }),
  vmmRule({
    id: 'kubevirt-quantity',
    program: 'KubeVirt',
    severity: 'error',
    summary: 'A size is no quantity of Kubernetes, or one that is too small.',
    why: 'Behind a number stand `Ki`, `Mi`, `Gi` or `Ti`, `k`, `M`, `G` or `T`, an exponent, or nothing for bytes; `GB`, `GiB` and `gi` are unknown. A request is `1M` at least.',
    references: [
      'apimachinery, pkg/api/resource/quantity.go: ParseQuantity',
      `${ADMITTER}: validateMemoryRequestsNegativeOrNull`,
    ],
    examples: {
      valid: [machine('memory: {guest: 1.5Gi}')],
      invalid: [
        machine('memory: {guest: 4GB}'),
        machine('memory: {guest: 4Gi, hugepages: {pageSize: 2MB}}'),
        machine('resources: {requests: {memory: 512}}'),
      ],
    },
  }),
  vmmRule({
    id: 'kubevirt-decimal-unit',
    program: 'KubeVirt',
    severity: 'information',
    summary: 'The memory of a guest counts in powers of 1000.',
    why: 'To Kubernetes `M` and `G` are powers of **1000**, and `Mi` and `Gi` of 1024: `4G` is 281 MiB less than `4Gi`, and no whole number of huge pages.',
    references: ['apimachinery, pkg/api/resource/quantity.go: Quantity'],
    examples: {
      valid: [machine('memory: {guest: 4Gi}')],
      invalid: [machine('memory: {guest: 4G}'), machine('resources: {requests: {memory: 1024M}}')],
    },
  }),
  vmmRule({
    id: 'kubevirt-unknown-field',
    program: 'Kubernetes',
    severity: 'warning',
    summary: 'A field is nearly, but not quite, one of those that are about memory.',
    why: 'kubectl refuses unknown fields, or before 1.27 leaves them out. Only what looks like a misspelling is reported.',
    references: ['KubeVirt, staging/src/kubevirt.io/api/core/v1/schema.go: Memory, Hugepages, ResourceRequirements'],
    examples: {
      valid: [machine('memory: {guest: 4Gi, hugepages: {pageSize: 2Mi}}')],
      invalid: [machine('memory: {guest: 4Gi, hugePages: {pageSize: 2Mi}}')],
    },
  }),
];

/** A machine with these lines in its domain. */
function machine(...lines: readonly string[]): string {
  return object('kubevirt.io/v1', 'VirtualMachineInstance', ['domain:', ...indent(lines)]);
}

/** A machine that is started when somebody likes. */
function started(...lines: readonly string[]): string {
  const template = ['template:', ...indent(['spec:', ...indent(['domain:', ...indent(lines)])])];
  return object('kubevirt.io/v1', 'VirtualMachine', ['runStrategy: Always', ...template]);
}

function instanceType(...lines: readonly string[]): string {
  return object('instancetype.kubevirt.io/v1beta1', 'VirtualMachineInstancetype', ['memory:', ...indent(lines)]);
}

function object(version: string, kind: string, spec: readonly string[]): string {
  return [`apiVersion: ${version}`, `kind: ${kind}`, 'spec:', ...indent(spec), ''].join('\n');
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
