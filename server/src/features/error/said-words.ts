/** The words of QEMU or libvirt that a finding's message ends with; `undefined` where it has none. */
export function saidWords(message: string): string | undefined {
  for (const opening of [' QEMU: "', ' libvirt: "', ' Proxmox: "', ' KubeVirt: "']) {
    const at = message.lastIndexOf(opening);
    if (at >= 0 && message.endsWith('"')) return message.slice(at + opening.length, -1);
  }
  return undefined;
}
