import { SETTING_HELP, SETTING_NAMES } from '../../model/proxmox/setting-types';
import { spanOf } from '../../text/span';
import type { CompletionItem, CompletionList } from '../completion/completion-item';
import { rangeInWhole } from '../whole-text';
import type { VmmSnapshot } from './vmm-snapshot';

/** The values of settings that have few. */
const VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  ['hugepages', ['2', '1024', 'any']],
  ['numa', ['1', '0']],
  ['keephugepages', ['1', '0']],
  ['hotplug', ['network,disk,usb', 'network,disk,usb,memory', 'network,disk,usb,memory,cpu', '0']],
]);

/** The names of settings at the beginning of a line, and the values of those that memory depends on. */
export function proxmoxCompletionAt(snapshot: VmmSnapshot, offset: number): CompletionList | undefined {
  const { block } = snapshot;
  const start = block.text.slice(0, offset).lastIndexOf('\n') + 1;
  const before = block.text.slice(start, offset);
  const [, key = '', blank = ''] = /^(\w*):([ \t]*)/.exec(before) ?? [];
  const from = key === '' ? start : start + key.length + 1 + blank.length;
  const range = rangeInWhole(snapshot, spanOf(block, from, offset));
  if (!range || (key === '' && !/^[\w-]*$/.test(before))) return undefined;
  const items =
    key === ''
      ? Array.from(SETTING_NAMES, (label): CompletionItem => {
          const documentation = SETTING_HELP[label];
          return { kind: 'field', label, detail: '', insert: `${label}: `, ...(documentation && { documentation }) };
        })
      : (VALUES.get(key) ?? []).map((label): CompletionItem => ({ kind: 'value', label, detail: key }));
  return items.length > 0 ? { range, items } : undefined;
}
