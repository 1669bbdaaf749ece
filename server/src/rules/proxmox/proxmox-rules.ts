import type { Rule } from '../define-rule';
import { type VmmRuleEntry, vmmRule } from '../vmm/vmm-rule';

const CONFIG = 'qemu-server, src/PVE/QemuServer/Memory.pm: config';
const PARSER = 'qemu-server, src/PVE/QemuServer.pm: parse_vm_config';

/** What is said about virtual machines of Proxmox VE. */
export const PROXMOX_RULES: readonly Rule<'vmm'>[] = [
  {
    id: 'proxmox-hugepages-without-numa',
    severity: 'error',
    summary: 'hugepages is set without numa: 1.',
    why: 'The machine does not start: `numa needs to be enabled to use hugepages`. Proxmox reserves huge pages by NUMA node.',
    references: [CONFIG],
    examples: {
      valid: ['memory: 4096\nnuma: 1\nhugepages: 1024\n', 'memory: 4096\nhugepages: 0\n'],
      invalid: ['memory: 4096\nhugepages: 1024\n', 'memory: 4096\nnuma: 0\nhugepages: any\n'],
    },
  },
  {
    id: 'proxmox-hugepages-size',
    severity: 'error',
    summary: 'The memory of a socket or a node is no whole number of huge pages.',
    why: 'The machine does not start. The memory is divided by the sockets first, or by `numa0` to `numa7`; each share has to be a multiple of the page size. With `any` it has to be even.',
    references: ['qemu-server, src/PVE/QemuServer/Memory.pm: hugepages_size'],
    examples: {
      valid: ['memory: 6144\nnuma: 1\nsockets: 2\nhugepages: 1024\n', 'memory: 1026\nnuma: 1\nhugepages: any\n'],
      invalid: [
        'memory: 5120\nnuma: 1\nsockets: 2\nhugepages: 1024\n',
        'memory: 1025\nnuma: 1\nhugepages: any\n',
        'memory: 3072\nnuma: 1\nhugepages: 1024\nnuma0: cpus=0,memory=1536,hostnodes=0,policy=bind\nnuma1: cpus=1,memory=1536,hostnodes=1,policy=bind\n',
      ],
    },
  },
  {
    id: 'proxmox-hugepages-value',
    severity: 'error',
    summary: 'hugepages names pages that there are not.',
    why: 'The machine does not start. `hugepages` is `any`, or a page size in MiB without a unit; Perl reads `1G` as 1.',
    references: ['qemu-server, src/PVE/QemuServer/Memory.pm: hugepages_size'],
    examples: {
      valid: ['memory: 4096\nnuma: 1\nhugepages: 2\n'],
      invalid: ['memory: 4096\nnuma: 1\nhugepages: 1G\n', 'memory: 4096\nnuma: 1\nhugepages: 2048\n'],
    },
  },
  {
    id: 'proxmox-numa-node',
    severity: 'error',
    summary: 'An entry numa0 to numa7 lacks something, or names nodes of the host that it cannot have.',
    why: 'The machine does not start. An entry needs `memory`, with `hostnodes` a `policy`, and with huge pages one node of the host below 10. One without `cpus` is dropped; Proxmox would say `missing NUMA node0 cpus`.',
    references: [CONFIG, 'qemu-server, src/PVE/QemuServer/Memory.pm: hugepages_topology'],
    examples: {
      valid: ['memory: 4096\nnuma: 1\nhugepages: 2\nnuma0: cpus=0,memory=4096,hostnodes=0,policy=bind\n'],
      invalid: [
        'memory: 4096\nnuma: 1\nnuma0: cpus=0\n',
        'memory: 4096\nnuma: 1\nnuma0: cpus=0,memory=4096,hostnodes=0\n',
        'memory: 4096\nnuma: 1\nhugepages: 2\nnuma0: cpus=0,memory=4096\n',
        'memory: 4096\nnuma: 1\nhugepages: 2\nnuma0: cpus=0,memory=4096,hostnodes=0-1,policy=bind\n',
      ],
    },
  },
  {
    id: 'proxmox-numa-sum',
    severity: 'error',
    summary: 'The nodes together have more or less memory than the machine.',
    why: 'The machine does not start: the `memory` of `numa0` to `numa7` adds up to `memory`.',
    references: [CONFIG],
    examples: {
      valid: ['memory: 4096\nnuma: 1\nnuma0: cpus=0,memory=1024\nnuma1: cpus=1,memory=3072\ncores: 2\n'],
      invalid: ['memory: 4096\nnuma: 1\nnuma0: cpus=0,memory=1024\nnuma1: cpus=1,memory=2048\ncores: 2\n'],
    },
  },
  {
    id: 'proxmox-memory-hotplug',
    severity: 'error',
    summary: 'Memory is to be plugged into a machine that cannot have that, or in other steps than there are.',
    why: 'The machine does not start. It begins with 1024 MiB (with pages of 1 GiB, 1024 MiB a socket); then come 32 DIMMs of 512 MiB (1024 with such pages), 32 of twice that size, and so on. It needs `numa: 1`, no `numa0` and no virtio-fs.',
    references: [CONFIG, 'qemu-server, src/PVE/QemuServer/Memory.pm: foreach_dimm, get_max_mem'],
    examples: {
      valid: ['memory: 4608\nnuma: 1\nhotplug: disk,memory\n', 'memory: 4600\nhotplug: disk\n'],
      invalid: [
        'memory: 4600\nnuma: 1\nhotplug: disk,memory\n',
        'memory: 4096\nhotplug: memory\n',
        'memory: 512\nnuma: 1\nhotplug: memory\n',
        'memory: 8388608\nnuma: 1\nhotplug: memory\n',
        'memory: 4096\nnuma: 1\nhotplug: memory\nnuma0: cpus=0,memory=4096\n',
        'memory: 4096\nnuma: 1\nhotplug: memory\nvirtiofs0: share\n',
      ],
    },
  },
  {
    id: 'proxmox-socket-share',
    severity: 'error',
    summary: 'The memory cannot be divided by the sockets.',
    why: 'With `numa: 1` Proxmox gives each socket its share, with a fraction if need be (`size=341.333333333333M`). QEMU rounds each to bytes, and does not start as the sum is another one.',
    references: [CONFIG, 'QEMU, hw/core/numa.c: numa_complete_configuration'],
    examples: {
      valid: ['memory: 1025\nnuma: 1\nsockets: 2\n', 'memory: 1024\nsockets: 3\n'],
      invalid: ['memory: 1024\nnuma: 1\nsockets: 3\n'],
    },
  },
  {
    id: 'proxmox-setting-dropped',
    severity: 'warning',
    summary: 'A line that Proxmox does not take.',
    why: 'Proxmox drops the line with a warning in its log, goes on with the default, and has lost the line when it next writes the file.',
    references: [PARSER, 'qemu-server, src/PVE/QemuServer.pm: check_type'],
    examples: {
      valid: ['memory: 8192\nnuma: yes\n'],
      invalid: [
        'memory: 8G\n',
        'memory = 8192\nostype: l26\n',
        'memory: 8192\nhugepage: 2\n',
        'memory: 8192\ncores: four\n',
        'memory: 8192\nnuma: 1\nnuma0: memory=8192\n',
      ],
    },
  },
  {
    id: 'proxmox-inline-comment',
    severity: 'warning',
    summary: 'A comment behind a value.',
    why: 'Only a `#` at the start of a line begins a comment. Behind a value it is a part of it: a number is then none, and Proxmox drops the line.',
    references: [PARSER],
    examples: {
      valid: ['# eight\nmemory: 8192\nname: a#1\n'],
      invalid: [
        'memory: 8192 # eight\n',
        'memory: 8192\nnuma: 1\nhugepages: 1024 # large ones\n',
        'memory: 8192\nargs: -cpu host # all of it\n',
      ],
    },
  },
  {
    id: 'proxmox-duplicate-setting',
    severity: 'warning',
    summary: 'A setting is given twice.',
    why: 'The last one counts, and nobody says so; Proxmox leaves out the others when it next writes the file.',
    references: [PARSER],
    examples: {
      valid: ['memory: 4096\n[before]\nmemory: 2048\n'],
      invalid: ['memory: 4096\nmemory: 2048\n'],
    },
  },
  {
    id: 'proxmox-setting-ignored',
    severity: 'warning',
    summary: 'A setting does nothing without another one.',
    why: '`numa0` to `numa7` count only with `numa: 1`, and `keephugepages` only with `hugepages`.',
    references: [CONFIG],
    examples: {
      valid: ['memory: 4096\nnuma: 1\nnuma0: cpus=0,memory=4096\n'],
      invalid: ['memory: 4096\nnuma0: cpus=0,memory=4096\n', 'memory: 4096\nkeephugepages: 1\n'],
    },
  },
  {
    id: 'proxmox-balloon',
    severity: 'warning',
    summary: 'The balloon is to leave more memory than there is.',
    why: 'From its API Proxmox does not take it. In a file it does nothing: no balloon makes a guest larger than it is.',
    references: ['qemu-server, src/PVE/API2/Qemu.pm: update_vm_api'],
    examples: { valid: ['memory: 4096\nballoon: 4096\n'], invalid: ['memory: 4096\nballoon: 8192\n'] },
  },
  {
    id: 'proxmox-args-quotes',
    severity: 'warning',
    summary: 'A quote in args is not closed.',
    why: 'Perl then finds no words at all, and QEMU starts without any of the arguments.',
    references: ['Perl, Text::ParseWords: shellwords', 'pve-common, src/PVE/Tools.pm: split_args'],
    examples: {
      valid: ["memory: 4096\nargs: -smbios 'type=0,vendor=A B'\n"],
      invalid: ["memory: 4096\nargs: -smbios 'type=0,vendor=A B\n"],
    },
  },
].map((entry) => vmmRule({ ...(entry as Omit<VmmRuleEntry, 'program'>), program: 'Proxmox' }));
