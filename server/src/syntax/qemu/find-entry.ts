import { wordText } from '../../text/word';
import type { OptionEntry, OptionGroup } from './argument-list';

/**
 * The entry that counts for a key. Where a key comes twice the last one counts, except that of several ids on a command
 * line QEMU takes the first. (util/qemu-option.c: opts_parse_id, qemu_opt_find)
 */
export function findEntry(group: OptionGroup, key: string): OptionEntry | undefined {
  const firstCounts = key === 'id' && group.carrier === 'command-line' && group.option !== 'machine';
  let found: OptionEntry | undefined;
  for (const entry of group.entries) {
    if (wordText(entry.key) !== key) continue;
    found = entry;
    if (firstCounts) break;
  }
  return found;
}
