import { KIB, MIB } from '../../model/qemu/units';
import type { GuestRegion } from './guest-region';
import type { StartedMachine } from './start-machine';

const SHADOW = 768n * KIB;

/**
 * The machine once its firmware has run: SeaBIOS copies itself and the option ROMs into the RAM below 1 MiB and has the
 * chipset show that RAM in the place of the ROMs (QEMU: hw/pci-host/pam.c; SeaBIOS: src/fw/shadow.c, make_bios_writable).
 * Then it makes parts of it read-only, each a memslot of its own; where these begin depends on the option ROMs, so that they
 * are not told apart here. `undefined` where it is not known what the firmware does, or it leaves the memory as it is.
 */
export function afterFirmware(started: StartedMachine): StartedMachine | undefined {
  const { config, regions } = started;
  const family = config.machine?.family;
  if (!regions || config.ownFirmware || (family !== 'i440fx' && family !== 'q35')) return undefined;
  const low = regions.find(({ gpa, backend }) => gpa === 0n && backend);
  const next = regions.find(({ gpa, backend }) => gpa === MIB && backend === low?.backend);
  if (!low || next?.offset !== MIB) return undefined;
  const shadow: GuestRegion = { ...low, gpa: SHADOW, size: MIB - SHADOW, offset: SHADOW };
  const kept = regions.filter(({ gpa, kind }) => kind !== 'rom' || gpa < SHADOW || gpa >= MIB);
  return { ...started, regions: kept.flatMap((region) => (region === next ? [shadow, region] : [region])) };
}
