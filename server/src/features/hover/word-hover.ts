import { formatSize, hex } from '../../model/format';
import { readFlagWord } from '../../model/memslots/read-flags';
import { readBackingPage, readPageSize } from '../../model/memslots/read-page-size';
import { KVM_MEM_GUEST_MEMFD, KVM_MEM_LOG_DIRTY_PAGES, KVM_MEM_READONLY } from '../../model/slot-operation';
import type { AcceptanceRule } from '../../simulation/acceptance/acceptance-rule';
import { acceptanceRuleOf } from '../../simulation/acceptance/acceptance-rules';
import type { Declaration } from '../../syntax/memslots/declaration';
import { type Element, elementAt, ownerOf } from '../element-at';
import { hostOf } from '../machine-of';
import type { Snapshot } from '../snapshot';
import { clipText, codeSpan, escapeMarkdown } from './escape-markdown';
import type { HoverContent } from './hover-content';
import { type FlagName, VOCABULARY, type WordEntry } from './vocabulary';

/** On a word of the language: a keyword, a field's name, a flag, a page kind, …: what KVM does with it. */
export function wordHover(snapshot: Snapshot, declaration: Declaration, offset: number): HoverContent | undefined {
  const element = elementAt(declaration, offset);
  if (!element || element.kind === 'expression') return undefined;
  const markdown = explain(snapshot, declaration, element);
  return markdown === undefined ? undefined : { markdown, start: element.token.start, end: element.token.end };
}

/** What a rule of the kernel list asks for. */
export function explainAcceptanceRule(rule: AcceptanceRule): string {
  const breach =
    rule.id === 'upstream'
      ? 'This is what KVM checks.'
      : rule.kind === 'reject'
        ? 'A slot that breaks it would have been refused. It was never merged.'
        : 'It never refuses a slot, but uses smaller pages. It was never merged.';
  const source = `*${escapeMarkdown(`${rule.label}; ${rule.author}, ${rule.date}`)}*`;
  return `**rule ${rule.id}**\n\n\`\`\`\n${rule.predicate}\n\`\`\`\n\n${breach}\n\n${source}`;
}

function explain(
  snapshot: Snapshot,
  declaration: Declaration,
  element: Exclude<Element, { kind: 'expression' }>,
): string | undefined {
  const { text } = element.token;
  switch (element.kind) {
    case 'keyword':
      return titled(text, entryOf(VOCABULARY.keywords, text) ?? entryOf(VOCABULARY.events, text));
    case 'name': {
      const rule = declaration.kind === 'rule' ? acceptanceRuleOf(text) : undefined;
      return rule && explainAcceptanceRule(rule);
    }
    case 'key': {
      const owner = ownerOf(declaration);
      const { name } = element.field;
      return owner && name && titled(name, VOCABULARY.fields[owner][name]);
    }
    case 'flag':
      return explainFlags(text);
    case 'word':
      return explainValue(snapshot, declaration, element.field.name, text);
    default:
      return undefined;
  }
}

function explainValue(
  snapshot: Snapshot,
  declaration: Declaration,
  field: string | undefined,
  text: string,
): string | undefined {
  const lower = text.toLowerCase();
  switch (field) {
    case 'type':
      return titled(lower, entryOf(VOCABULARY.backingTypes, lower.replaceAll('-', '_')));
    case 'page': {
      const { pageSize } = hostOf(snapshot, declaration);
      const page = readBackingPage(text, pageSize);
      if (!page || page.kind === 'unknown') return undefined;
      const size = page.kind === 'hugetlb' ? page.size : page.kind === 'base' ? pageSize : undefined;
      return titled(size ? `${text}: ${formatSize(size)}` : text, VOCABULARY.pageKinds[page.kind]);
    }
    case 'page-size':
    case 'max-page': {
      const size = readPageSize(text);
      const entry = VOCABULARY.fields.host[field];
      return size === undefined ? undefined : titled(`${text}: ${formatSize(size)} (${hex(size)})`, entry);
    }
    case 'arch':
      return titled(lower, entryOf(VOCABULARY.architectures, lower));
    case 'vm':
      return titled(lower, entryOf(VOCABULARY.vmTypes, lower));
    case 'shmem-thp':
      return titled(lower, entryOf(VOCABULARY.shmemThp, lower));
    case 'kernel':
    case 'nested':
      return titled(field, VOCABULARY.fields.host[field]);
    default:
      return undefined;
  }
}

const FLAG_BITS: readonly (readonly [bigint, FlagName])[] = [
  [KVM_MEM_LOG_DIRTY_PAGES, 'log-dirty-pages'],
  [KVM_MEM_READONLY, 'readonly'],
  [KVM_MEM_GUEST_MEMFD, 'guest-memfd'],
];

/** A flag by name, or every bit of a number. */
function explainFlags(text: string): string | undefined {
  const bits = readFlagWord(text);
  if (bits === undefined) return undefined;
  const set = FLAG_BITS.filter(([bit]) => (bits & bit) !== 0n).map(([, name]) => VOCABULARY.flags[name].text);
  const known = FLAG_BITS.reduce((all, [bit]) => all | bit, 0n);
  const rest = bits & ~known;
  if (rest !== 0n) set.push(`\`${hex(rest)}\`: KVM knows no such flag (EINVAL).`);
  return set.length > 0 ? set.join('\n\n') : `${codeSpan(clipText(text))}: no flag is set.`;
}

function entryOf<K extends string>(entries: Readonly<Record<K, WordEntry>>, key: string): WordEntry | undefined {
  return Object.hasOwn(entries, key) ? entries[key as K] : undefined;
}

function titled(title: string, entry: WordEntry | undefined): string | undefined {
  return entry && `**${escapeMarkdown(clipText(title))}**: ${entry.text}`;
}
