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
    why: 'Proxmox does not start the machine: it gives huge pages to NUMA nodes.',
    references: [CONFIG],
    examples: {
      valid: ['memory: 4096\nnuma: 1\nhugepages: 1024\n'],
      invalid: ['memory: 4096\nhugepages: 1024\n'],
    },
  },
  {
    id: 'proxmox-hugepages-size',
    severity: 'error',
    summary: 'The memory of a socket or a node is no whole number of huge pages.',
    why: 'Proxmox does not start the machine. Each socket, or each of `numa0` to `numa7`, needs whole pages; with `any`, an even number of MiB.',
    references: ['qemu-server, src/PVE/QemuServer/Memory.pm: hugepages_size'],
    examples: {
      valid: ['memory: 6144\nnuma: 1\nsockets: 2\nhugepages: 1024\n'],
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
    why: 'Proxmox does not start the machine. `hugepages` is `any`, `2` or `1024`; Perl reads `1G` as 1.',
    references: ['qemu-server, src/PVE/QemuServer/Memory.pm: hugepages_size'],
    examples: {
      valid: ['memory: 4096\nnuma: 1\nhugepages: 2\n'],
      invalid: ['memory: 4096\nnuma: 1\nhugepages: 1G\n'],
    },
  },
  {
    id: 'proxmox-numa-node',
    severity: 'error',
    summary: 'An entry numa0 to numa7 lacks something, or names the wrong nodes of the host.',
    why: 'Proxmox does not start the machine. An entry needs `memory`, with `hostnodes` a `policy`, and with huge pages one node of the host below 10; `missing NUMA node0 cpus` is about one without `cpus`.',
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
    why: 'Proxmox does not start the machine: the `memory` of the nodes adds up to `memory`.',
    references: [CONFIG],
    examples: {
      valid: ['memory: 4096\nnuma: 1\nnuma0: cpus=0,memory=1024\nnuma1: cpus=1,memory=3072\ncores: 2\n'],
      invalid: ['memory: 4096\nnuma: 1\nnuma0: cpus=0,memory=1024\nnuma1: cpus=1,memory=2048\ncores: 2\n'],
    },
  },
  {
    id: 'proxmox-memory-hotplug',
    severity: 'error',
    summary: 'Memory cannot be plugged into this machine, or not so much.',
    why: 'Proxmox does not start the machine. To the first 1024 MiB (with pages of 1 GiB, 1024 MiB a socket) come 32 DIMMs of 512 MiB (1024 with such pages), 32 of twice that size, and so on. It needs `numa: 1`, no `numa0` and no virtio-fs.',
    references: [CONFIG, 'qemu-server, src/PVE/QemuServer/Memory.pm: foreach_dimm, get_max_mem'],
    examples: {
      valid: ['memory: 4608\nnuma: 1\nhotplug: disk,memory\n', 'memory: 4600\nhotplug: disk\n'],
      invalid: [
        'memory: 4600\nnuma: 1\nhotplug: disk,memory\n',
        'memory: 4096\nhotplug: memory\n',
        'memory: 8388608\nnuma: 1\nhotplug: memory\n',
        'memory: 4096\nnuma: 1\nhotplug: memory\nvirtiofs0: share\n',
      ],
    },
  },
  {
    id: 'proxmox-socket-share',
    severity: 'error',
    summary: 'The memory cannot be divided by the sockets.',
    why: 'With `numa: 1` each socket has its share (`size=341.333333333333M`). QEMU rounds it to bytes, and does not start as the sum is another one.',
    references: [CONFIG, 'QEMU, hw/core/numa.c: numa_complete_configuration'],
    examples: {
      valid: ['memory: 1024\nsockets: 3\n'],
      invalid: ['memory: 1024\nnuma: 1\nsockets: 3\n'],
    },
  },
  {
    id: 'proxmox-setting-dropped',
    severity: 'warning',
    summary: 'A line that Proxmox does not take.',
    why: 'Proxmox warns in its log, takes the default, and leaves the line out when it next writes the file.',
    references: [PARSER, 'qemu-server, src/PVE/QemuServer.pm: check_type'],
    examples: {
      valid: ['memory: 8192\nnuma: yes\n'],
      invalid: ['memory: 8G\n', 'memory: 8192\nhugepage: 2\n'],
    },
  },
  {
    id: 'proxmox-inline-comment',
    severity: 'warning',
    summary: 'A comment behind a value.',
    why: 'Only a `#` at the start of a line begins a comment. Behind a number Proxmox drops the line.',
    references: [PARSER],
    examples: {
      valid: ['# eight\nmemory: 8192\n'],
      invalid: ['memory: 8192 # eight\n'],
    },
  },
  {
    id: 'proxmox-duplicate-setting',
    severity: 'warning',
    summary: 'A setting is given twice.',
    why: 'The last one counts, and nobody says so.',
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
    why: 'No balloon makes a guest larger; the API of Proxmox does not take it.',
    references: ['qemu-server, src/PVE/API2/Qemu.pm: update_vm_api'],
    examples: { valid: ['memory: 4096\nballoon: 4096\n'], invalid: ['memory: 4096\nballoon: 8192\n'] },
  },
  {
    id: 'proxmox-args-quotes',
    severity: 'warning',
    summary: 'A quote in args is not closed.',
    why: 'Perl then finds no words at all: QEMU starts without any of them.',
    references: ['Perl, Text::ParseWords: shellwords', 'pve-common, src/PVE/Tools.pm: split_args'],
    examples: {
      valid: ["memory: 4096\nargs: -smbios 'type=0,vendor=A B'\n"],
      invalid: ["memory: 4096\nargs: -smbios 'type=0,vendor=A B\n"],
    },
  },
].map((entry) => vmmRule({ ...(entry as Omit<VmmRuleEntry, 'program'>), program: 'Proxmox' }));
