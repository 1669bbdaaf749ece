import type { Backing, BackingPage } from '../../model/backing';
import { formatCount, formatSize, hex, plural } from '../../model/format';
import type { Host } from '../../model/host';
import type { Declaration } from '../../syntax/memslots/declaration';
import { type Element, elementAt } from '../element-at';
import { hostOf } from '../machine-of';
import type { Snapshot } from '../snapshot';
import { clipText, codeSpan } from './escape-markdown';
import type { HoverContent } from './hover-content';

/** On the name of a backing: what it consists of, and how much of it slots use. */
export function backingHover(snapshot: Snapshot, declaration: Declaration, offset: number): HoverContent | undefined {
  const element = elementAt(declaration, offset);
  if (!element || !namesBacking(declaration, element)) return undefined;
  const { text, start, end } = element.token;
  const backing = snapshot.facts.backings.get(text);
  const name = codeSpan(clipText(`backing ${text}`));
  if (!backing) return { markdown: `${name} is not declared: nothing is known of it.`, start, end };
  const parts = [`${name}: ${describe(backing, hostOf(snapshot, declaration))}`, usage(snapshot, backing)];
  return { markdown: parts.join('\n\n'), start, end };
}

function namesBacking(
  declaration: Declaration,
  element: Element,
): element is Extract<Element, { kind: 'name' | 'word' }> {
  if (element.kind === 'name') return declaration.kind === 'backing';
  return element.kind === 'word' && element.field.name === 'backing';
}

function describe({ type, page, size, hva }: Backing, host: Host): string {
  const parts = [type ?? 'of a type that is not given', pageText(page, host)];
  const bytes = size.value;
  parts.push(
    bytes === undefined
      ? 'of a size that is not known'
      : `**${formatSize(bytes)}** (\`${hex(bytes)}\` = ${formatCount(bytes)} bytes)`,
  );
  if (hva.value !== undefined) parts.push(`mapped at \`${hex(hva.value)}\``);
  return `${parts.join(', ')}.`;
}

function pageText(page: BackingPage, host: Host): string {
  switch (page.kind) {
    case 'base':
      return `${formatSize(host.pageSize)} pages`;
    case 'thp':
      return 'transparent huge pages';
    case 'hugetlb':
      return `${formatSize(page.size)} pages`;
    case 'unknown':
      return 'pages that are not given';
  }
}

function usage({ facts }: Snapshot, backing: Backing): string {
  let slots = 0n;
  let highest = 0n;
  for (const { operations } of facts.machines) {
    for (const operation of operations) {
      if (operation.kind !== 'set-memory-region' || operation.backing !== backing) continue;
      slots += 1n;
      const { offset, size } = operation;
      if (offset?.value === undefined || size.value === undefined) continue;
      if (offset.value + size.value > highest) highest = offset.value + size.value;
    }
  }
  if (slots === 0n) return 'No slot uses it.';
  const verb = slots === 1n ? 'names' : 'name';
  const reach = highest > 0n ? `, up to offset \`${hex(highest)}\` (${formatSize(highest)})` : '';
  return `${plural(slots, 'slot')} ${verb} it${reach}.`;
}
