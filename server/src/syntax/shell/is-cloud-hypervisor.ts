/** Whether a command of this name, in any directory, is Cloud Hypervisor. */
export function isCloudHypervisor(name: string): boolean {
  return /(?:^|\/)cloud-hypervisor(?:-static)?(?:-aarch64)?$/.test(name);
}
