import type { Backing } from '../../model/backing';
import { formatSize, hex } from '../../model/format';
import type { Declaration } from '../../syntax/memslots/declaration';
import type { Snapshot } from '../snapshot';
import type { CompletionItem } from './completion-item';

/** The `let` names that an expression in `declaration` can use, the name that it defines left out. */
export function letItems({ facts }: Snapshot, declaration: Declaration): CompletionItem[] {
  const items: CompletionItem[] = [];
  for (const [name, definition] of facts.scope.definitions) {
    if (definition === declaration) continue;
    const value = facts.scope.values.get(name);
    const detail = value === undefined ? 'value not known' : `${hex(value)} = ${formatSize(value)}`;
    items.push({ kind: 'let', label: name, detail });
  }
  return items;
}

/** The backings of the file. */
export function backingItems({ facts }: Snapshot): CompletionItem[] {
  return [...facts.backings.values()].map((backing) => ({
    kind: 'backing',
    label: backing.name,
    detail: describe(backing),
  }));
}

function describe({ type, page, size }: Backing): string {
  const parts: string[] = type ? [type] : [];
  if (page.kind === 'hugetlb') parts.push(`${formatSize(page.size)} pages`);
  else if (page.kind !== 'unknown') parts.push(page.kind === 'thp' ? 'transparent huge pages' : 'base pages');
  if (size.value !== undefined) parts.push(formatSize(size.value));
  return parts.join(', ');
}
