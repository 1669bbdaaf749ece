/**
 * The settings that the examples of a rule need, where the usual ones do not do: another QEMU, or a host that is known.
 * The keys are those of the settings under `memslot`.
 */
export const EXAMPLE_SETTINGS: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map<
  string,
  Readonly<Record<string, unknown>>
>([
  ['prealloc-virtio-mem', { qemu: '7.2' }],
  ['ram-too-small', { qemu: '7.2' }],
  ['libvirt-page-half-used', { qemu: '9.0' }],
  ['libvirt-no-huge-mapping', { host: { transparentHugepage: { shmemEnabled: 'advise' } } }],
  ['huge-page-demand', { host: { numaNodes: [node(0, 4096), node(1, 512)] } }],
  ['host-node-ignored', { host: { numaNodes: [node(0, 4096)] } }],
  [
    'path-not-hugetlbfs',
    {
      host: {
        mounts: [
          { path: '/', type: 'ext4' },
          { path: '/dev/hugepages', type: 'hugetlbfs', pageSize: '2M' },
        ],
      },
    },
  ],
  ['huge-pages-short', { host: { numaNodes: [node(0, 512)] } }],
  ['host-node-missing', { host: { numaNodes: [node(0, 4096)] } }],
]);

function node(id: number, pages: number): unknown {
  return { id, hugepages: { '2M': { total: pages, free: pages } } };
}
