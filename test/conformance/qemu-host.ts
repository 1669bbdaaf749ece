/** The host of the runs, in the form that people write it. */
export const QEMU_HOST = {
  version: 1,
  arch: 'x86_64',
  cpuVendor: 'AuthenticAMD',
  physBits: 48,
  cpus: 2,
  pageSize: '4K',
  qemu: '10.0.13',
  numaNodes: [{ id: 0, memory: '23G', hugepages: { '2M': { total: 4500, free: 4500 }, '1G': { total: 0, free: 0 } } }],
  mounts: [
    { path: '/dev/hugepages', type: 'hugetlbfs', pageSize: '2M' },
    { path: '/dev/shm', type: 'tmpfs' },
  ],
  missingPaths: ['/nonexistent'],
};
