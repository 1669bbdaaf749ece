import { alignDown, alignUp } from '../layout/align';
import type { Backing } from '../model/backing';
import type { Fix } from './define-rule';
import { writeValue } from './edits';

/** Rounds the size of a backing up or down to a multiple of `unit`. */
export function roundSize(backing: Backing, unit: bigint): Fix[] {
  const size = backing.size.value!;
  const targets = size === 0n ? [unit] : [alignUp(size, unit), alignDown(size, unit)];
  return targets.flatMap((target, i) => {
    const edit = target > 0n ? writeValue(backing.size, target) : undefined;
    return edit
      ? [
          {
            title: `Round the size ${target > size ? 'up' : 'down'} to ${edit.newText}`,
            edits: [edit],
            preferred: i === 0,
          },
        ]
      : [];
  });
}
