import { readFileSync } from 'node:fs';

/** Resident memory of a process in megabytes, as it is now or at its highest; `undefined` where there is no /proc. */
export function residentMemory(pid: number | undefined, which: 'VmRSS' | 'VmHWM'): number | undefined {
  try {
    const kib = new RegExp(`^${which}:\\s*(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : (Number(kib) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}
