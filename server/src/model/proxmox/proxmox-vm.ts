import type { ConfSetting } from '../../syntax/proxmox/read-conf';
import { byDefault, type Fact } from '../qemu/fact';
import { type PropertyEntry, readProperties } from './property-string';

/** A virtual machine as far as its memory depends on its settings. What a template leaves open is not known. */
export interface ProxmoxVm {
  /** The settings that count, by their names. */
  readonly settings: ReadonlyMap<string, ConfSetting>;
  /** In MiB. */
  readonly memory: Fact<bigint>;
  readonly sockets: Fact<bigint>;
  readonly cores: Fact<bigint>;
  readonly numa: Fact<boolean>;
  /** Whether memory is plugged as DIMMs. */
  readonly hotplug: Fact<boolean>;
  readonly hugepages: ProxmoxPages | undefined;
  /** Of `numa0` to `numa7`, whether they count or not. */
  readonly nodes: readonly ProxmoxNode[];
  readonly virtiofs: ConfSetting | undefined;
}

export interface ProxmoxPages {
  readonly setting: ConfSetting;
  /** In MiB, as Perl reads a number: what stands behind it does not count. `undefined`: not known. */
  readonly page: 'any' | bigint | undefined;
}

export interface ProxmoxNode {
  readonly index: number;
  readonly setting: ConfSetting;
  readonly cpus: PropertyEntry | undefined;
  /** In MiB. */
  readonly memory: Fact<bigint>;
  readonly hostnodes: PropertyEntry | undefined;
  /** Of the hostnodes; `undefined`: not known. */
  readonly hostIds: readonly bigint[] | undefined;
  readonly policy: PropertyEntry | undefined;
}

/** A value with signs of a template, or a variable, in it. */
export function isOpen(text: string): boolean {
  return /[{}$<>%@]/.test(text);
}

/** The number that a value is, as `4096` or `current=4096`; `undefined`: none, or more than anybody has. */
export function countIn(text: string): bigint | undefined {
  const digits = /^(?:current=)?\+?(\d{1,18})$/.exec(text)?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}

/** What the settings come to. `settings`: those that Proxmox takes. */
export function proxmoxVm(settings: ReadonlyMap<string, ConfSetting>): ProxmoxVm {
  const number = (key: string, none: bigint): Fact<bigint> => {
    const setting = settings.get(key);
    if (!setting) return byDefault(none);
    return { value: countIn(setting.text), span: setting.value };
  };
  // 0 is as good as no number. (Perl's ||)
  const count = (key: string): Fact<bigint> => {
    const fact = number(key, 1n);
    return fact.value === 0n ? { ...fact, value: 1n } : fact;
  };
  const numa = settings.get('numa');
  return {
    settings,
    memory: number('memory', DEFAULT_MEMORY),
    sockets: count(settings.has('sockets') ? 'sockets' : 'smp'),
    cores: count('cores'),
    numa: numa
      ? { value: isOpen(numa.text) ? undefined : isTrue(numa.text), span: numa.value }
      : byDefault<boolean>(false),
    hotplug: hotplugOf(settings.get('hotplug')),
    hugepages: pagesOf(settings.get('hugepages')),
    nodes: Array.from({ length: 8 }, (_, i) => settings.get(`numa${i}`)).flatMap((setting, i) =>
      setting && setting.text !== '0' ? nodeOf(setting, i) : [],
    ),
    virtiofs: [...settings.values()].find(({ key }) => key.startsWith('virtiofs')),
  };
}

/** In MiB. (qemu-server, src/PVE/QemuServer/Memory.pm: $memory_fmt) */
export const DEFAULT_MEMORY = 512n;

export function isTrue(text: string): boolean {
  return /^(?:1|on|yes|true)$/i.test(text);
}

function hotplugOf(setting: ConfSetting | undefined): Fact<boolean> {
  if (!setting) return byDefault<boolean>(false);
  const { text, value } = setting;
  return { value: isOpen(text) ? undefined : /\bmemory\b/.test(text), span: value };
}

function pagesOf(setting: ConfSetting | undefined): ProxmoxPages | undefined {
  const text = setting?.text.replace(/^"(.*)"$/, '$1');
  if (!setting || text === '0' || text === undefined) return undefined;
  if (isOpen(text)) return { setting, page: undefined };
  return { setting, page: text === 'any' ? 'any' : BigInt(/^\d{0,18}/.exec(text)![0]) };
}

function nodeOf(setting: ConfSetting, index: number): ProxmoxNode {
  const entries = readProperties(setting.value);
  const find = (key: string) => entries.find((entry) => entry.key === key);
  const memory = find('memory');
  const hostnodes = find('hostnodes');
  return {
    index,
    setting,
    cpus: find('cpus'),
    memory: { value: memory && countIn(memory.text), span: memory?.value },
    hostnodes,
    hostIds: hostnodes && idsOf(hostnodes.text),
    policy: find('policy'),
  };
}

/** More nodes than a host has. */
const MOST_NODES = 1024n;
/** In characters: nobody writes a longer one. */
const LONGEST_LIST = 200;

/** `0;2-3`: the numbers, ascending. */
function idsOf(text: string): readonly bigint[] | undefined {
  if (text.length > LONGEST_LIST) return undefined;
  const ids = new Set<bigint>();
  for (const part of text.split(';')) {
    const [first, last = first] = part.split('-');
    if (!/^\d{1,9}$/.test(first!) || !/^\d{1,9}$/.test(last!)) return undefined;
    const end = BigInt(last!);
    if (end > MOST_NODES) return undefined;
    for (let id = BigInt(first!); id <= end; id++) ids.add(id);
  }
  return [...ids].sort((a, b) => (a < b ? -1 : 1));
}
