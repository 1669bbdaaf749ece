import type { ConfSetting } from '../../syntax/proxmox/read-conf';
import { type Span, spanOf } from '../../text/span';
import type { Repair } from '../libvirt/libvirt-finding';

/** `Change to 4096`. */
export function replace(span: Span, newText: string): Repair {
  return { title: `Change to ${newText}`, edits: [{ span, newText }] };
}

export function removeLine({ line, key }: ConfSetting): Repair {
  return { title: `Remove ${key}`, edits: [{ span: line, newText: '' }] };
}

/** Writes a value where the setting has one, else a line before that of another one. */
export function setTo(key: string, value: string, old: ConfSetting | undefined, { line }: ConfSetting): Repair {
  const title = `${old ? 'Set' : 'Add'} ${key}: ${value}`;
  if (old) return { title, edits: [{ span: old.value, newText: value }] };
  return { title, edits: [{ span: spanOf(line.block, line.start, line.start), newText: `${key}: ${value}\n` }] };
}

/** Adds to a property string. */
export function append({ value }: ConfSetting, newText: string): Repair {
  const end = spanOf(value.block, value.end, value.end);
  return { title: `Add ${newText.slice(1)}`, edits: [{ span: end, newText }] };
}
