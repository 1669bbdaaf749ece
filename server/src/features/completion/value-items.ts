import { ARCHITECTURE_NAMES, architectureOf, granuleOf, validPageSizes } from '../../model/architecture';
import { BACKING_TYPES } from '../../model/backing';
import { formatSize, pageName } from '../../model/format';
import type { Host } from '../../model/host';
import { SHMEM_THP, VM_TYPES } from '../../model/host';
import { ACCEPTANCE_RULES } from '../../simulation/acceptance/acceptance-rules';
import type { FieldName } from '../../syntax/memslots/fields';
import { type FlagName, VOCABULARY, type WordEntry } from '../hover/vocabulary';
import { explainAcceptanceRule } from '../hover/word-hover';
import type { CompletionItem } from './completion-item';

/** The words that the value of a field can be; none for a field whose values are numbers or names. */
export function valueItems(field: FieldName, host: Host): readonly CompletionItem[] {
  switch (field) {
    case 'type':
      return BACKING_TYPES.map((type) => word(type, VOCABULARY.backingTypes[type]));
    case 'page':
      return pageItems(host);
    case 'page-size':
      return validPageSizes(architectureOf(host.arch)).map((size) => pageItem(size, `base page size of ${host.arch}`));
    case 'max-page':
      return mappable(host).map((size) => pageItem(size, `no page larger than ${formatSize(size)}`));
    case 'arch':
      return ARCHITECTURE_NAMES.map((name) => word(name, VOCABULARY.architectures[name]));
    case 'vm':
      return VM_TYPES.map((type) => word(type, VOCABULARY.vmTypes[type]));
    case 'shmem-thp':
      return SHMEM_THP.map((value) => word(value, VOCABULARY.shmemThp[value]));
    case 'nested':
      return [value('on', 'guests run hypervisors of their own'), value('off', 'guests run no hypervisors')];
    case 'kernel':
      return KERNELS.map(([version, detail]) => value(version, detail));
    case 'align':
      return mappable(host).map((size) => pageItem(size, `mapped at a multiple of ${formatSize(size)}`));
    case 'as':
      return [value('0', 'the ordinary address space'), value('1', 'system management mode (x86_64)')];
    case 'ret':
      return [value('0', 'the call was accepted'), value('-17', 'EEXIST'), value('-22', 'EINVAL')];
    default:
      return [];
  }
}

/** The flags that `flags=` does not have yet. */
export function flagItems(given: readonly string[]): readonly CompletionItem[] {
  const names = Object.keys(VOCABULARY.flags) as FlagName[];
  return names
    .filter((name) => !given.includes(name))
    .map((name) => ({ ...word(name, VOCABULARY.flags[name]), kind: 'flag' }));
}

/** The rules behind `rule`. */
export function ruleItems(): readonly CompletionItem[] {
  return ACCEPTANCE_RULES.map((rule) => ({
    kind: 'rule',
    label: rule.id,
    detail: rule.label,
    documentation: explainAcceptanceRule(rule),
  }));
}

/** Releases with a change that the simulation knows of, the newest first. */
const KERNELS: readonly (readonly [string, string])[] = [
  ['7.2', 'a guest_memfd bound twice: EEXIST'],
  ['7.1', 's390x: slots need no 1 MiB alignment'],
  ['7.0', 'riscv64: transparent huge pages'],
  ['6.18', 'guest_memfd without private memory, and mmap of it'],
  ['6.12', 'long-term release'],
  ['6.8', 'the first with guest_memfd'],
];

function pageItems(host: Host): CompletionItem[] {
  const { hugetlb } = granuleOf(architectureOf(host.arch), host.pageSize);
  const { base, thp } = VOCABULARY.pageKinds;
  return [
    word('thp', thp),
    ...hugetlb.map(({ size }) =>
      word(pageName(size), VOCABULARY.pageKinds.hugetlb, `${formatSize(size)} hugetlb pages`),
    ),
    word(pageName(host.pageSize), base),
  ];
}

function mappable(host: Host): readonly bigint[] {
  return granuleOf(architectureOf(host.arch), host.pageSize).mappable;
}

function pageItem(size: bigint, detail: string): CompletionItem {
  return value(pageName(size), detail);
}

function value(label: string, detail: string): CompletionItem {
  return { kind: 'value', label, detail };
}

function word(label: string, { summary, text }: WordEntry, detail = summary): CompletionItem {
  return { kind: 'value', label, detail, documentation: text };
}
