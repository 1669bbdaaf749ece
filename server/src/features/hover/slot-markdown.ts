import { formatCount, formatShare, formatSize, hex, plural } from '../../model/format';
import type { Machine } from '../../model/machine';
import type { SetMemoryRegion } from '../../model/slot-operation';
import { reasonText } from '../../rules/reason-text';
import { judgedSlot } from '../../simulation/acceptance/acceptance-rule';
import { ACCEPTANCE_RULES } from '../../simulation/acceptance/acceptance-rules';
import { KVM_CHECKS } from '../../simulation/kvm-check';
import { tableUse } from '../../simulation/page-tables';
import { type PageUse, simulatePagesBackedBy } from '../../simulation/page-use';
import { refusalReason } from '../../simulation/refusal-reason';
import { effectiveErrno, type OperationResult } from '../../simulation/replay';
import { secondLevelOf } from '../../simulation/second-level';
import type { MachineSimulation } from '../../simulation/simulate';
import { encodeDataUri } from '../map/encode-data-uri';
import { drawSlotMap } from '../map/slot-map';
import { whyNotLarger } from '../why-not-larger';
import { clipText, codeSpan, escapeMarkdown } from './escape-markdown';

/** A call and what became of it: its map, which pages it runs on and why not on larger ones, what it costs, what the rules say. */
export function slotMarkdown(
  region: SetMemoryRegion,
  result: OperationResult,
  simulation: MachineSimulation,
  effect?: string,
): string {
  const sections = [
    title(region),
    verdict(result),
    effect,
    ...memory(region, result, simulation),
    rules(region, result, simulation.machine),
    assumptions(region, result),
  ];
  return sections.filter((section) => section !== undefined).join('\n\n');
}

function title({ slot, addressSpace, name, gpa, size }: SetMemoryRegion): string {
  const id = slot.value === undefined ? 'Slot' : `Slot ${slot.value}`;
  const label = name ? ` (${escapeMarkdown(clipText(name))})` : '';
  const space = addressSpace.value ? `, address space ${addressSpace.value}` : '';
  const place =
    gpa.value !== undefined && size.value !== undefined
      ? ` · \`[${hex(gpa.value)}, ${hex(gpa.value + size.value)})\` · ${formatSize(size.value)}`
      : '';
  return `**${id}${label}**${space}${place}`;
}

/** What KVM answers, where that is not simply yes. */
function verdict(result: OperationResult): string | undefined {
  const { outcome } = result;
  const reason = refusalReason(result);
  if (reason && result.operation.kind === 'set-memory-region' && result.operation.recorded)
    return escapeMarkdown(reasonText(reason)).replace(reason.errno ?? '', '**$&**');
  if (outcome.kind === 'refused') {
    // Another part of the program may have set it.
    if (
      outcome.check === 'delete-missing' &&
      result.operation.kind === 'set-memory-region' &&
      result.operation.source === 'code'
    )
      return 'The call deletes the slot.';
    const { refuses, where } = KVM_CHECKS[outcome.check];
    return `KVM refuses the call with **${outcome.errno}**: it does not take ${refuses} (\`${where}\`).`;
  }
  if (outcome.kind === 'unknown')
    return `Whether KVM accepts the call depends on a value that is not known: it refuses ${KVM_CHECKS[outcome.because].refuses}.`;
  switch (outcome.change) {
    case 'delete':
      return 'The call deletes the slot.';
    case 'move':
      return 'The call moves the slot to another guest-physical address.';
    case 'flags-only':
      return 'The call changes the flags of the slot.';
    case 'none':
      return 'The slot is set to exactly this already: the call has no effect.';
    default:
      return result.live ? undefined : 'Deleted or replaced further down.';
  }
}

function memory(
  region: SetMemoryRegion,
  result: OperationResult,
  simulation: MachineSimulation,
): (string | undefined)[] {
  const errno = effectiveErrno(result);
  const svg = drawSlotMap(region, result, simulation);
  const map = svg && `![Map of the slot](${encodeDataUri(svg)})`;
  if (errno !== 0 && errno !== undefined) return [map];
  const use = simulation.pagesOf(region);
  return use
    ? [whyNotLarger(use, region), map, pageTable(region, use, simulation.machine)]
    : [map, possibilities(region, simulation)];
}

function pageTable(region: SetMemoryRegion, use: PageUse, { host }: Machine): string {
  const total = use.pages.reduce((sum, { bytes }) => sum + bytes, 0n);
  const rows = use.pages.filter(({ count }) => count > 0n).reverse();
  const lines = rows.map(
    ({ size, count, bytes }) => `| ${formatSize(size)} | ${formatCount(count)} | ${formatShare(bytes, total)} |`,
  );
  const tables = tableUse(region, host, use);
  const entries = rows.reduce((sum, { count }) => sum + count, 0n);
  const cost = tables
    ? `Second-level page tables: ${plural(tables.pages, 'page')} (${formatSize(tables.bytes)}). ${plural(entries, 'TLB entry', 'TLB entries')} cover the slot.`
    : undefined;
  const bound = use.upperBound ? 'At most: the kernel joins base pages to huge ones as it finds memory.' : undefined;
  return [
    ['| Pages | Count | Share |', '| --: | --: | --: |', ...lines].join('\n'),
    [cost, bound].filter(Boolean).join(' '),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** Which pages the slot would have with each kind of backing, where the backing is not known. */
function possibilities(region: SetMemoryRegion, { machine, attributes }: MachineSimulation): string | undefined {
  if (region.page.kind !== 'unknown') return undefined;
  const { granule } = secondLevelOf(machine.host);
  const kinds = [
    { label: 'transparent huge pages', page: { kind: 'thp' } as const },
    ...granule.mappable
      .slice(1)
      .map((size) => ({ label: `${formatSize(size)} hugetlbfs pages`, page: { kind: 'hugetlb', size } as const })),
  ];
  const lines = kinds.flatMap(({ label, page }) => {
    const use = simulatePagesBackedBy(region, machine.host, attributes, page);
    if (!use) return [];
    const pages = use.pages.filter(({ count }) => count > 0n).reverse();
    return [
      `| ${label} | ${pages.map(({ size, count }) => `${formatCount(count)} × ${formatSize(size)}`).join(' + ')} |`,
    ];
  });
  if (lines.length === 0) return undefined;
  return [
    'What is behind the slot is not known. It would run on',
    '',
    '| with | at most |',
    '| :-- | :-- |',
    ...lines,
  ].join('\n');
}

/** Whether a verdict is right, in words for a table. */
const RIGHTNESS = { safe: 'yes', needless: 'no: needless', unsafe: '**no: unsafe**' } as const;

/** The rules of the kernel list side by side. */
function rules(region: SetMemoryRegion, result: OperationResult, { host, rule: chosen }: Machine): string | undefined {
  const judged = judgedSlot(region, host, result.outcome);
  if (!judged.placement) return undefined;
  const rows = ACCEPTANCE_RULES.map((rule) => {
    const { accepts, verdict } = rule.judge(judged);
    const name = rule.id === chosen ? `**${rule.id}**` : rule.id;
    return `| ${name} | ${accepts === undefined ? 'not known' : accepts ? 'accepts' : '**rejects**'} | ${verdict ? RIGHTNESS[verdict] : ''} |`;
  });
  return ['| Rule | Verdict | Is it right? |', '| :-- | :-- | :-- |', ...rows].join('\n');
}

function assumptions({ userspaceAddr, backing }: SetMemoryRegion, { outcome }: OperationResult): string | undefined {
  const said: string[] = [];
  if (userspaceAddr.assumption)
    said.push(userspaceAddr.assumption.replace(`'${backing?.name}'`, backing ? codeSpan(clipText(backing.name)) : ''));
  if (outcome.kind === 'accepted' && outcome.assuming)
    said.push(`not checked, because a value is not known: ${KVM_CHECKS[outcome.assuming].refuses}`);
  return said.length > 0 ? `Assumed: ${said.join('; ')}.` : undefined;
}
