import type { ConfFile, ConfSetting } from '../../syntax/proxmox/read-conf';
import { splitArgs } from '../../syntax/proxmox/split-args';
import { clip } from '../../text/clip';
import { nearestWord } from '../../text/nearest-word';
import { spanOf, spanText } from '../../text/span';
import { wordText } from '../../text/word';
import type { VmmFinding } from '../vmm/vmm-configuration';
import { readProperties } from './property-string';
import { countIn, isOpen } from './proxmox-vm';
import { removeLine, replace } from './repairs';
import { SETTING_NAMES, settingType } from './setting-types';

/**
 * The settings that Proxmox takes, of several of one name the last; the others it drops with a warning in its log.
 * (qemu-server, src/PVE/QemuServer.pm: parse_vm_config, check_type)
 */
export function acceptSettings(file: ConfFile, findings: VmmFinding[]): ReadonlyMap<string, ConfSetting> {
  const accepted = new Map<string, ConfSetting>();
  for (const span of file.unreadable)
    if (!isOpen(spanText(span)))
      findings.push({
        code: 'proxmox-setting-dropped',
        span,
        message: 'This is no `key: value`: Proxmox drops the line.',
        said: `unable to parse config: ${clip(spanText(span))}`,
        repairs: asSetting(spanText(span)).map((text) => replace(span, text)),
      });
  for (const setting of file.settings) {
    const { key } = setting;
    const reason = settingType(key) ? reasonToDrop(setting) : nearTo(key) && 'unknown setting';
    const comment = commentIn(setting);
    if (reason || comment) findings.push(complaint(setting, reason, comment));
    if (reason && !comment?.isKept) continue;
    const before = accepted.get(key);
    if (before)
      findings.push({
        code: 'proxmox-duplicate-setting',
        span: before.name,
        message: `${key} is given again below: the last one counts, and this line does nothing.`,
        related: [{ span: setting.name, message: 'this one counts' }],
        repairs: [removeLine(before)],
      });
    accepted.set(key, setting);
  }
  return accepted;
}

/** What a key that is not known was meant to be. Where nothing is near it, a Proxmox may well know it. */
function nearTo(key: string): string | undefined {
  return /^numa\d+$/.test(key) ? 'numa0 to numa7' : nearestWord(key, SETTING_NAMES);
}

/** Why a value is not taken, in Proxmox's words. */
function reasonToDrop({ key, text, value }: ConfSetting): string | undefined {
  if (isOpen(text)) return undefined;
  const type = settingType(key)!;
  const right = FORMS[type] ?? (key === 'memory' ? MEMORY : undefined);
  if (right && !right.test(text))
    return type === 'text' ? 'format error' : `type check ('${type}') failed - got '${clip(text)}'`;
  if (key === 'memory') return (countIn(text) ?? 16n) < 16n ? 'format error' : undefined;
  if (key === 'hotplug' && text !== '0' && text !== '1') {
    const wrong = text.split(/[,;\s]+/).find((feature) => feature !== '' && !FEATURE.test(feature));
    return wrong === undefined ? undefined : `invalid hotplug feature '${clip(wrong)}'`;
  }
  if (!/^numa\d/.test(key)) return undefined;
  const entries = readProperties(value);
  const isWrong = entries.some(
    ({ key: name, text: of }, i) =>
      !NODE_FORMS.get(name)?.test(of) || entries.findIndex((other) => other.key === name) < i,
  );
  return isWrong || !entries.some(({ key: name }) => name === 'cpus') ? 'format error' : undefined;
}

const FORMS: { readonly [type: string]: RegExp } = {
  integer: /^\d+$/,
  boolean: /^(?:[01]|on|yes|true|off|no|false)$/i,
  number: /^\d+(?:\.\d+)?$/,
};
const MEMORY = /^(?:current=)?\+?\d+$/;
const FEATURE = /^(?:network|disk|cpu|memory|usb|cloudinit)$/;

/** (qemu-server, src/PVE/QemuServer/Memory.pm: $numa_fmt) */
const IDS = /^\d+(?:-\d+)?(?:;\d+(?:-\d+)?)*$/;
const NODE_FORMS: ReadonlyMap<string, RegExp> = new Map([
  ['cpus', IDS],
  ['hostnodes', IDS],
  ['memory', /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/],
  ['policy', /^(?:preferred|bind|interleave)$/],
]);

/** A comment that somebody put behind a value. */
interface TrailingComment {
  /** Where the value ends that was meant, and the comment begins. */
  readonly end: number;
  readonly start: number;
  /** Nobody checks the value: it is taken with its comment. */
  readonly isKept: boolean;
}

/** In these a # is nothing unusual. */
const FREE_TEXT = /^(?:args|description|name|tags|meta|smbios1|sshkeys|cipassword|cicustom)$/;

function commentIn({ key, text, value }: ConfSetting): TrailingComment | undefined {
  let at = FREE_TEXT.test(key) ? -1 : text.search(/[ \t]#/) + 1;
  if (key === 'args') {
    const word = splitArgs(value)?.find(
      (one) => wordText(one)?.startsWith('#') && text[one.span.start - value.start] === '#',
    );
    at = word ? word.span.start - value.start : 0;
  }
  if (at <= 0) return undefined;
  const kept = text.slice(0, at).trimEnd();
  return {
    end: value.start + kept.length,
    start: value.start + at,
    isKept: settingType(key) === 'text' && !isChecked(key),
  };
}

/** Whether the value of a text is checked as one that memory depends on. */
const isChecked = (key: string): boolean => /^(?:memory|hotplug|numa\d)$/.test(key);

function complaint(setting: ConfSetting, reason: string | undefined, comment: TrailingComment | undefined): VmmFinding {
  const { key, name, value, line } = setting;
  const lost = `Proxmox drops the line${key === 'memory' ? ', and the guest gets 512 MiB' : ''}.`;
  const said = reason && {
    said: `unable to parse value of '${key}' - ${reason}${reason === 'unknown setting' ? ` '${key}'` : ''}`,
  };
  if (comment) {
    const { block } = value;
    const behind = spanOf(block, comment.start, value.end);
    const edits = [
      { span: spanOf(block, line.start, line.start), newText: `${spanText(behind)}\n` },
      { span: spanOf(block, comment.end, value.end), newText: '' },
    ];
    const effect =
      key === 'args'
        ? 'QEMU gets these words as arguments.'
        : reason
          ? lost
          : key === 'hugepages'
            ? 'Proxmox takes the number in front of it.'
            : 'Proxmox misreads the line, or drops it.';
    const message = `There are no comments behind a value, this is a part of it: ${effect}`;
    const repairs = [{ title: 'Put the comment on a line of its own', edits }];
    return { code: 'proxmox-inline-comment', span: behind, message, repairs, ...said };
  }
  if (reason === 'unknown setting') {
    const near = nearTo(key)!;
    return {
      code: 'proxmox-setting-dropped',
      span: name,
      message: `Proxmox has no setting ${clip(key)}, but ${near}. ${lost}`,
      ...said,
      repairs: [...(near.includes(' ') ? [] : [replace(name, near)]), removeLine(setting)],
    };
  }
  return {
    code: 'proxmox-setting-dropped',
    span: value,
    message: `${expected(key)} ${lost}`,
    ...said,
    repairs: [...meant(setting).map((newText) => replace(value, newText)), removeLine(setting)],
  };
}

function expected(key: string): string {
  if (key === 'memory') return 'memory is a number of MiB, at least 16.';
  if (key === 'hotplug') return 'hotplug is a list of network, disk, cpu, memory, usb and cloudinit.';
  if (settingType(key) === 'boolean') return `${key} is 1 or 0.`;
  if (settingType(key) !== 'text') return `${key} is a number.`;
  return `${key} has cpus=0-1;3, memory= in MiB, hostnodes= and policy=preferred, bind or interleave.`;
}

/** In MiB. */
const UNITS: { readonly [unit: string]: bigint } = { m: 1n, g: 1024n, t: 1n << 20n };

/** What somebody may have meant by a value: a size with its unit, a number with something behind it. */
function meant({ key, text }: ConfSetting): readonly string[] {
  const [, digits, unit = 'm'] = /^(\d{1,12})[ \t]?([mgt])?(?:i?b)?$/i.exec(text) ?? [];
  if (digits === undefined) return [];
  const mib = BigInt(digits) * UNITS[unit.toLowerCase()]!;
  return (key === 'memory' || key === 'balloon') && mib >= 16n ? [`${mib}`] : [];
}

/** `key = value`, `Key: value` as a setting. */
function asSetting(line: string): readonly string[] {
  const [, key = '', value] = /^[ \t]*([\w-]+)[ \t]*[:=][ \t]*(\S.*)$/.exec(line) ?? [];
  const lower = key.toLowerCase();
  return value !== undefined && settingType(lower) ? [`${lower}: ${value}`] : [];
}
