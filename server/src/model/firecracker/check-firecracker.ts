import { formatSize } from '../format';
import { MIB } from '../qemu/units';
import { flagIn, type GivenFields, isGiven, numberIn, placeIn, textIn } from '../vmm/given-fields';
import type { VmmFinding } from '../vmm/vmm-configuration';

/** The structures that are written. */
export interface FirecrackerConfig {
  readonly machine: GivenFields;
  readonly balloon: GivenFields | undefined;
  readonly hotplug: GivenFields | undefined;
}

/** What Firecracker refuses of a configuration whose fields it could read, and what costs more than one sees. */
export function checkFirecracker(config: FirecrackerConfig, arch: string | undefined): readonly VmmFinding[] {
  const { machine, balloon, hotplug } = config;
  return [
    ...checkVcpus(machine, arch),
    ...checkMemory(machine),
    ...checkCosts(machine, balloon),
    ...(balloon ? checkBalloon(machine, balloon) : []),
    ...(hotplug ? checkHotplug(hotplug) : []),
  ];
}

function finding(
  code: string,
  given: GivenFields,
  name: string,
  message: string,
  said: string | undefined,
  better: readonly (bigint | string)[] = [],
): VmmFinding {
  const span = placeIn(given, name);
  const isWritten = isGiven(given, name) === true;
  return {
    code: `firecracker-${code}`,
    span,
    message,
    ...(said !== undefined && { said }),
    repairs: isWritten
      ? better.map((value) => ({ title: `Change ${name} to ${value}`, edits: [{ span, newText: `${value}` }] }))
      : [],
  };
}

/** (src/vmm/src/vmm_config/machine_config.rs: MachineConfig::update) */
function checkVcpus(machine: GivenFields, arch: string | undefined): readonly VmmFinding[] {
  const smt = flagIn(machine, 'smt');
  if (smt && arch === 'aarch64') {
    const said = 'Enabling simultaneous multithreading is not supported on aarch64.';
    return [finding('vcpu-count', machine, 'smt', 'An arm64 core has one thread.', said, ['false'])];
  }
  const count = numberIn(machine, 'vcpu_count');
  if (count === undefined) return [];
  const isOdd = count > 1n && count % 2n === 1n;
  if (count >= 1n && count <= 32n && !(smt && isOdd)) return [];
  const better = count < 1n ? [1n] : count > 32n ? [32n] : [count + 1n, count - 1n];
  const message =
    count < 1n || count > 32n
      ? `A guest has 1 to 32 vCPUs, not ${count}.`
      : `With smt every core has two threads: ${count} vCPUs leave one over.`;
  const said =
    'The number of vCPUs must be greater than 0, less than 32 and must be 1 or an even number if SMT is enabled.';
  return [finding('vcpu-count', machine, 'vcpu_count', message, said, better)];
}

function checkMemory(machine: GivenFields): readonly VmmFinding[] {
  const mib = numberIn(machine, 'mem_size_mib');
  const pages = textIn(machine, 'huge_pages', 'None');
  if (mib === undefined || (mib !== 0n && (pages === undefined || pages === 'None' || mib % 2n === 0n))) return [];
  const message =
    mib === 0n
      ? 'A guest needs some memory.'
      : `${formatSize(mib * MIB)} is no multiple of 2 MiB, the pages that huge_pages asks for.`;
  const said = 'The memory size (MiB) is either 0, or not a multiple of the configured page size.';
  const better = mib === 0n ? [128n] : [mib + 1n, mib - 1n].filter((value) => value > 0n);
  return [finding('memory-size', machine, 'mem_size_mib', message, said, better)];
}

/** (Firecracker, docs/hugepages.md, docs/ballooning.md) */
function checkCosts(machine: GivenFields, balloon: GivenFields | undefined): readonly VmmFinding[] {
  const pages = textIn(machine, 'huge_pages', 'None');
  const found: VmmFinding[] = [];
  if (pages === undefined || pages === 'None') return found;
  if (flagIn(machine, 'track_dirty_pages')) {
    const message = `KVM maps memory whose written pages are logged by 4 KiB: huge_pages ${pages} gains next to nothing.`;
    found.push(finding('huge-pages', machine, 'track_dirty_pages', message, undefined, ['false']));
  }
  if (balloon && pages === '2M') {
    const message = 'A balloon gives 4 KiB back at a time, which the host cannot take out of a huge page.';
    found.push({ code: 'firecracker-huge-pages', span: balloon.place, message });
  }
  return found;
}

/** A configuration file sets the machine first. (src/vmm/src/resources.rs: VmResources::set_balloon_device) */
function checkBalloon(machine: GivenFields, balloon: GivenFields): readonly VmmFinding[] {
  const memory = numberIn(machine, 'mem_size_mib');
  const amount = numberIn(balloon, 'amount_mib');
  if (memory === undefined || memory === 0n || amount === undefined || amount <= memory) return [];
  const message = `The guest has ${formatSize(memory * MIB)}: a balloon cannot take ${formatSize(amount * MIB)} of it.`;
  return [finding('balloon-size', balloon, 'amount_mib', message, 'Amount of pages requested is too large.', [memory])];
}

/** (src/vmm/src/vmm_config/memory_hotplug.rs: MemoryHotplugConfig::validate) */
function checkHotplug(hotplug: GivenFields): readonly VmmFinding[] {
  const block = numberIn(hotplug, 'block_size_mib', 2n);
  const slot = numberIn(hotplug, 'slot_size_mib', 128n);
  const total = numberIn(hotplug, 'total_size_mib');
  const refuse = (name: string, message: string, said: string, better: readonly bigint[]) => [
    finding(
      'hotplug',
      hotplug,
      name,
      message,
      said,
      better.filter((value) => value > 0n),
    ),
  ];
  if (block !== undefined && block < 2n)
    return refuse('block_size_mib', 'A block has 2 MiB at least.', 'Block size must not be lower than 2 MiB', [2n]);
  if (block !== undefined && (block & (block - 1n)) !== 0n) {
    const above = 1n << BigInt(block.toString(2).length);
    const message = `${block} MiB is no power of two.`;
    return refuse('block_size_mib', message, 'Block size must be a power of 2', [above, above / 2n]);
  }
  if (slot !== undefined && slot < 128n)
    return refuse('slot_size_mib', 'A slot has 128 MiB at least.', 'Slot size must not be lower than 128 MiB', [128n]);
  if (slot !== undefined && block !== undefined && slot % block !== 0n) {
    const message = `A slot is made of whole blocks: ${slot} MiB is no multiple of ${block} MiB.`;
    const said = `Slot size must be a multiple of block size (${block} MiB)`;
    return refuse('slot_size_mib', message, said, multiples(slot, block));
  }
  if (total === undefined || slot === undefined) return [];
  if (total < slot) {
    const message = `The host plugs ${slot} MiB at once: there must be as much at least.`;
    return refuse('total_size_mib', message, `Total size must not be lower than slot size (${slot} MiB)`, [slot]);
  }
  if (total % slot === 0n) return [];
  const message = `The host plugs ${slot} MiB at once: ${total} MiB is no multiple of it.`;
  const said = `Total size must be a multiple of slot size (${slot} MiB)`;
  return refuse('total_size_mib', message, said, multiples(total, slot));
}

function multiples(value: bigint, of: bigint): readonly bigint[] {
  const below = value - (value % of);
  return [below + of, below];
}
