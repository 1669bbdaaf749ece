import type { DeviceOption } from '../../model/qemu/device-option';
import type { PropertyList } from '../../model/qemu/property';
import type { Span } from '../../text/span';
import type { QemuFacts } from './qemu-facts';

/** Somebody besides QEMU who maps the guest's memory, piece by piece, and takes only so many pieces. */
export interface VhostTaker {
  readonly name: string;
  readonly span: Span;
  /** Its place among the devices; -1: it is there before the machine is. */
  readonly order: number;
  readonly limit: number;
  /** How the limit of the host's kernel is known; `undefined`: another process is the taker, and may take more. */
  readonly kernel: 'by default' | 'from the host' | undefined;
}

/** Regions that every vhost-user back-end takes. (hw/virtio/vhost-user.c: VHOST_MEMORY_BASELINE_NREGIONS) */
const BASELINE = 8;

/** What vhost.ko takes unless it is told otherwise; QEMU counts with it where it cannot ask. (hw/virtio/vhost-backend.c) */
const KERNEL_DEFAULT = 64;

/** Those that the host's kernel serves, in the order in which they are there. */
export function kernelVhost({ devices, vhostNetdevs, setting }: QemuFacts['started']['config']): VhostTaker[] {
  const known = setting.host.vhostMaxMemRegions;
  const kernel = known === undefined ? 'by default' : 'from the host';
  return [...netdevs(vhostNetdevs), ...among(devices, ({ type }) => type.kind === 'vhost')].map((taker) => ({
    ...taker,
    limit: known ?? KERNEL_DEFAULT,
    kernel,
  }));
}

/** Those that another process serves, in the order in which they are there. */
export function vhostUser({ devices, vhostUserNetdevs }: QemuFacts['started']['config']): VhostTaker[] {
  const takers = [...netdevs(vhostUserNetdevs), ...among(devices, ({ driver }) => driver.startsWith('vhost-user-'))];
  return takers.map((taker) => ({ ...taker, limit: BASELINE, kernel: undefined }));
}

type Place = Pick<VhostTaker, 'name' | 'span' | 'order'>;

function netdevs(lists: readonly PropertyList[]): Place[] {
  return lists.map(({ option, span }) => ({ name: `-${option}`, span, order: -1 }));
}

function among(devices: readonly DeviceOption[], isTaker: (device: DeviceOption) => boolean): Place[] {
  return devices.flatMap((device, order) =>
    isTaker(device) ? [{ name: device.driver, span: device.driverSpan, order }] : [],
  );
}
