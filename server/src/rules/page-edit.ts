import type { Backing } from '../model/backing';
import { pageName } from '../model/format';
import type { Fix } from './define-rule';

/** Gives a backing hugetlbfs pages of another size. */
export function usePages(backing: Backing | undefined, size: bigint): readonly Fix[] {
  if (!backing?.pageSpan) return [];
  return [
    {
      title: `Use ${pageName(size)} pages for '${backing.name}'`,
      edits: [{ span: backing.pageSpan, newText: pageName(size) }],
    },
  ];
}
