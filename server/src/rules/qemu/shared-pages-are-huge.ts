import type { QemuFacts } from './qemu-facts';

/** Settings of shmem_enabled with which the kernel makes huge pages of a memfd or of a file in /dev/shm. */
const SHMEM_HUGE = ['always', 'within_size', 'advise', 'force'];

/** Whether the host is known to make huge pages of memfds and of files in /dev/shm. */
export function sharedPagesAreHuge({ started }: QemuFacts): boolean {
  const shmem = started.config.setting.host.transparentHugepage?.shmemEnabled;
  return shmem !== undefined && SHMEM_HUGE.includes(shmem);
}
