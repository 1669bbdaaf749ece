import { backed, numa } from './domain.mjs';

/** What is round the memory: the domain, <os>, <features>, <launchSecurity>, words for QEMU, and XML itself. */
const qemu = "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'";
const words = (...list) =>
  `<qemu:commandline>${list.map((word) => `<qemu:arg value='${word}'/>`).join('')}</qemu:commandline>`;
const sev = (children, attributes = '') => `<launchSecurity type='sev'${attributes}>${children}</launchSecurity>`;

export const shape = [
  ['a type of domain that does not exist', { type: 'kqemu' }],
  ['a type of domain that is for another driver', { type: 'lxc' }],
  ['no arch', { os: "<os><type machine='q35'>hvm</type></os>" }],
  ['no machine', { os: "<os><type arch='x86_64'>hvm</type></os>" }],
  ['no os type', { os: '<os/>' }],
  ['no os', { os: '' }],
  ['os type xen', { os: "<os><type arch='x86_64' machine='q35'>xen</type></os>" }],
  ['no vcpu', { vcpu: '' }],
  ['no vcpu and a cell of two cpus', { vcpu: '', cpu: numa("id='0' cpus='0-1' memory='1048576'") }],
  ['vcpu of 0', { vcpu: '<vcpu>0</vcpu>' }],
  ['no emulator that is there', { emulator: '/usr/bin/qemu-system-none' }],
  [
    'ACPI off with an nvdimm',
    {
      memory: "<maxMemory slots='4' unit='GiB'>8</maxMemory><memory unit='GiB'>1</memory>",
      cpu: numa("id='0' cpus='0-1' memory='1' unit='GiB'"),
      features: '',
      devices:
        "<memory model='nvdimm'><source><path>/var/lib/nvdimm/1G.img</path></source>" +
        "<target><size unit='GiB'>1</size><node>0</node></target></memory>",
    },
  ],
  [
    'features of Hyper-V and of KVM',
    {
      features:
        "<features><acpi/><apic/><hyperv mode='custom'><relaxed state='on'/></hyperv>" +
        "<kvm><hidden state='on'/></kvm></features>",
    },
  ],
  ['SEV', { tail: sev('<cbitpos>47</cbitpos><reducedPhysBits>1</reducedPhysBits><policy>0x0003</policy>') }],
  ['SEV without a policy', { tail: sev('<cbitpos>47</cbitpos><reducedPhysBits>1</reducedPhysBits>') }],
  ['SEV with a policy in letters', { tail: sev('<policy>all</policy>') }],
  ['SEV-SNP', { tail: "<launchSecurity type='sev-snp'><policy>0x00030000</policy></launchSecurity>" }],
  ['TDX', { tail: "<launchSecurity type='tdx'/>" }],
  ['launch security of no type', { tail: '<launchSecurity/>' }],
  ['s390-pv on s390x', { type: 'qemu', arch: 's390x', tail: "<launchSecurity type='s390-pv'/>" }],
  ['s390-pv on x86', { tail: "<launchSecurity type='s390-pv'/>" }],
  ['words for QEMU', { namespace: qemu, tail: words('-object', 'memory-backend-ram,id=extra,size=64M') }],
  ['words for QEMU that set the memory', { namespace: qemu, tail: words('-m', '2G') }],
  [
    'words for QEMU with a device',
    {
      namespace: qemu,
      tail: words(
        '-object',
        'memory-backend-file,id=glass,mem-path=/dev/shm/glass,size=32M,share=on',
        '-device',
        'ivshmem-plain,memdev=glass,bus=pcie.0,addr=0x1e',
      ),
    },
  ],
  ['words for QEMU without the namespace', { tail: "<commandline><arg value='-m'/><arg value='2G'/></commandline>" }],
  ['words for QEMU with a prefix that is not bound', { tail: words('-m', '2G') }],
  ['a word for QEMU without its value', { namespace: qemu, tail: '<qemu:commandline><qemu:arg/></qemu:commandline>' }],
  [
    'a namespace that is not ours',
    {
      namespace: "xmlns:my='urn:example:notes'",
      tail: '<metadata><my:memory>lots</my:memory></metadata>',
    },
  ],
  [
    'memory in a namespace that is not ours',
    {
      namespace: "xmlns:my='urn:example:notes'",
      memory: "<my:memory>7</my:memory><memory unit='GiB'>1</memory>",
    },
  ],
  ['the default namespace', { namespace: "xmlns='http://libvirt.org/schemas/domain'" }],
  ['an element that is not known', { backing: '<hugepages/>' }],
  ['memoryBacking among the devices', { devices: backed("<source type='memfd'/>") }],
  ['memory of a device at the top', { tail: "<memory model='dimm'><target><size>524288</size></target></memory>" }],
  ['numa outside of cpu', { cpu: "<numa><cell id='0' cpus='0-1' memory='1048576'/></numa>" }],
  ['two of cpu', { cpu: numa("id='0' cpus='0-1' memory='524288'").repeat(2) }],
  ['a tag that is not closed', { backing: '<memoryBacking><locked></memoryBacking>' }],
  ['an attribute without quotes', { memory: '<memory unit=MiB>1024</memory>' }],
  ['an attribute twice', { memory: "<memory unit='MiB' unit='GiB'>1</memory>" }],
  ['an entity that is not known', { memory: "<memory unit='MiB'>1024</memory><title>a&nbsp;b</title>" }],
];
