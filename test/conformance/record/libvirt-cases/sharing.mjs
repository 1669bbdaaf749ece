import { backed, hugepages, numa } from './domain.mjs';

/** Devices that want the guest's memory shared, or bring shared memory or locked memory with them. */
const memfd = backed("<source type='memfd'/>", "<access mode='shared'/>");
const cells = (first, second) =>
  numa(`id='0' cpus='0' memory='512' unit='MiB' ${first}`, `id='1' cpus='1' memory='512' unit='MiB' ${second}`);
const virtiofs =
  "<filesystem type='mount' accessmode='passthrough'><driver type='virtiofs'/><binary path='/usr/lib/qemu/virtiofsd'/>" +
  "<source dir='/srv'/><target dir='srv'/></filesystem>";
const port =
  "<interface type='vhostuser'><mac address='52:54:00:5a:00:01'/><source type='unix' path='/run/vhost0.sock' mode='server'/>" +
  "<model type='virtio'/></interface>";
const disk =
  "<disk type='vhostuser' device='disk'><driver name='qemu' type='raw'/><source type='unix' path='/run/vhost-blk.sock'/>" +
  "<target dev='vda' bus='virtio'/></disk>";
const shmem = (model, children, name = 's0') =>
  `<shmem name='${name}'>${model && `<model type='${model}'/>`}${children}</shmem>`;
const mib = (size) => `<size unit='M'>${size}</size>`;

export const sharing = [
  ['virtiofs with private memory', { devices: virtiofs }],
  ['virtiofs with a shared memfd', { backing: memfd, devices: virtiofs }],
  ['virtiofs with a shared file', { backing: backed("<access mode='shared'/>"), devices: virtiofs }],
  [
    'virtiofs with shared huge pages',
    {
      backing: backed(hugepages("size='2' unit='M'"), "<access mode='shared'/>"),
      devices: virtiofs,
    },
  ],
  [
    'virtiofs with huge pages that are not shared',
    {
      backing: backed(hugepages("size='2' unit='M'")),
      devices: virtiofs,
    },
  ],
  ['virtiofs with a memfd that is not shared', { backing: backed("<source type='memfd'/>"), devices: virtiofs }],
  [
    'virtiofs with all cells shared',
    {
      cpu: cells("memAccess='shared'", "memAccess='shared'"),
      devices: virtiofs,
    },
  ],
  ['virtiofs with one cell shared', { cpu: cells("memAccess='shared'", ''), devices: virtiofs }],
  ['virtiofs with one cell private', { backing: memfd, cpu: cells('', "memAccess='private'"), devices: virtiofs }],
  ['vhost-user interface with private memory', { devices: port }],
  ['vhost-user interface with a shared memfd', { backing: memfd, devices: port }],
  [
    'vhost-user interface with shared huge pages',
    {
      backing: backed(hugepages("size='2' unit='M'"), "<access mode='shared'/>"),
      devices: port,
    },
  ],
  ['vhost-user disk with private memory', { devices: disk }],
  ['vhost-user disk with a shared memfd', { backing: memfd, devices: disk }],
  ['vhost-user video', { devices: "<video><driver name='vhostuser'/><model type='virtio'/></video>" }],
  ['shmem, plain', { devices: shmem('ivshmem-plain', mib(32)) }],
  [
    'shmem of 64 MiB with a role',
    {
      devices: "<shmem name='s0' role='master'><model type='ivshmem-plain'/><size unit='M'>64</size></shmem>",
    },
  ],
  [
    'shmem of a role that does not exist',
    {
      devices: "<shmem name='s0' role='owner'><model type='ivshmem-plain'/><size unit='M'>64</size></shmem>",
    },
  ],
  ['shmem without a size', { devices: shmem('ivshmem-plain', '') }],
  ['shmem of 33 MiB', { devices: shmem('ivshmem-plain', mib(33)) }],
  ['shmem of 512 KiB', { devices: shmem('ivshmem-plain', "<size unit='KiB'>512</size>") }],
  ['shmem without a unit: bytes', { devices: shmem('ivshmem-plain', '<size>4194304</size>') }],
  ['shmem of 32 MB', { devices: shmem('ivshmem-plain', "<size unit='MB'>32</size>") }],
  ['shmem of the old model', { devices: shmem('ivshmem', mib(4)) }],
  ['shmem without a model', { devices: shmem('', mib(4)) }],
  ['shmem of a model that does not exist', { devices: shmem('ivshmem-file', mib(4)) }],
  ['shmem without a name', { devices: "<shmem><model type='ivshmem-plain'/><size unit='M'>4</size></shmem>" }],
  ['shmem with a slash in its name', { devices: shmem('ivshmem-plain', mib(4), 'a/b') }],
  [
    'shmem of a server',
    {
      devices: shmem('ivshmem-doorbell', "<server path='/run/ivshmem.sock'/><msi vectors='4' ioeventfd='on'/>"),
    },
  ],
  [
    'shmem of a server with a size',
    { devices: shmem('ivshmem-doorbell', `${mib(4)}<server path='/run/ivshmem.sock'/>`) },
  ],
  ['shmem, plain, with a server', { devices: shmem('ivshmem-plain', `${mib(4)}<server path='/run/ivshmem.sock'/>`) }],
  [
    'two of shmem',
    {
      devices: [shmem('ivshmem-plain', mib(32), 'looking-glass'), shmem('ivshmem-plain', mib(4), 'scream')],
    },
  ],
  [
    'a PCI device of the host',
    {
      devices:
        "<hostdev mode='subsystem' type='pci' managed='yes'><driver name='vfio'/>" +
        "<source><address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></source></hostdev>",
    },
  ],
  [
    'an rng and a balloon that frees pages',
    {
      devices: "<memballoon model='virtio' autodeflate='on' freePageReporting='on'><stats period='5'/></memballoon>",
    },
  ],
  ['no balloon', { devices: "<memballoon model='none'/>" }],
];
