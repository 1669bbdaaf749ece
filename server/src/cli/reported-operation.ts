import type { Analysis } from '../features/analysis';
import { operationLine } from '../features/operation-line';
import { hex } from '../model/format';
import { addressValue } from '../model/host-address';
import type { SetMemoryRegion } from '../model/slot-operation';
import { judgedSlot, type Verdict } from '../simulation/acceptance/acceptance-rule';
import { ACCEPTANCE_RULES } from '../simulation/acceptance/acceptance-rules';
import { tableUse } from '../simulation/page-tables';
import { effectiveErrno, type OperationResult } from '../simulation/replay';
import { secondLevelOf } from '../simulation/second-level';
import type { MachineSimulation } from '../simulation/simulate';

/**
 * One call as `memslot simulate --format json` reports it. Numbers that can be large are strings, so that no reader rounds
 * them; what is not known, and what does not apply, is null.
 */
export interface ReportedOperation {
  /** Counts from 1. */
  readonly line: number;
  readonly addressSpace: number | null;
  readonly slot: number | null;
  readonly name: string | null;
  readonly gpa: string | null;
  readonly size: string | null;
  readonly userspaceAddr: string | null;
  readonly offset: string | null;
  readonly errno: string | null;
  /** Still set at the end of the file. */
  readonly live: boolean;
  /** By page size (`4k`, `2m`, `1g`): how many. */
  readonly pages: Readonly<Record<string, string>> | null;
  readonly pageTables: { readonly pages: string; readonly bytes: string } | null;
  readonly rules: Readonly<Record<string, { readonly accepts: boolean | null; readonly verdict: Verdict | null }>>;
}

/** The calls of a file in the order of the declarations and commands that they come from. */
export function operationsOf(analysis: Analysis): readonly ReportedOperation[] {
  const reported: { readonly block: number; readonly operation: ReportedOperation }[] = [];
  for (const simulation of analysis.simulations) {
    for (const result of simulation.results) {
      if (result.operation.kind !== 'set-memory-region') continue;
      const operation = report(operationLine(result.operation, analysis), result.operation, result, simulation);
      reported.push({ block: analysis.index.lineOf(result.operation.span.block)!, operation });
    }
  }
  return reported.sort((a, b) => a.block - b.block).map(({ operation }) => operation);
}

function report(
  line: number,
  region: SetMemoryRegion,
  result: OperationResult,
  simulation: MachineSimulation,
): ReportedOperation {
  const { host } = simulation.machine;
  const errno = effectiveErrno(result);
  const refused = errno !== undefined && errno !== 0;
  const use = refused ? undefined : simulation.pagesOf(region);
  const tables = use && tableUse(region, host, use);
  const { mappable } = secondLevelOf(host).granule;
  // A slot that was refused maps nothing.
  const nothing = Object.fromEntries(mappable.map((size) => [pageKey(size), '0']));
  return {
    line,
    addressSpace: smallNumber(region.addressSpace.value),
    slot: smallNumber(region.slot.value),
    name: region.name ?? null,
    gpa: hexOrNull(region.gpa.value),
    size: hexOrNull(region.size.value),
    userspaceAddr: hexOrNull(addressValue(region.userspaceAddr)),
    offset: hexOrNull(region.offset?.value),
    errno: refused ? errno : null,
    live: result.live,
    pages: refused
      ? nothing
      : use
        ? Object.fromEntries(use.pages.map(({ size, count }) => [pageKey(size), `${count}`]))
        : null,
    pageTables: refused
      ? { pages: '0', bytes: '0' }
      : tables
        ? { pages: `${tables.pages}`, bytes: `${tables.bytes}` }
        : null,
    rules: rulesFor(region, result, simulation),
  };
}

function rulesFor(
  region: SetMemoryRegion,
  { outcome }: OperationResult,
  { machine }: MachineSimulation,
): ReportedOperation['rules'] {
  const judged = judgedSlot(region, machine.host, outcome);
  return Object.fromEntries(
    ACCEPTANCE_RULES.map((rule) => {
      const { accepts, verdict } = rule.id !== 'upstream' && !judged.placement ? NOTHING : rule.judge(judged);
      return [rule.id, { accepts: accepts ?? null, verdict: verdict ?? null }];
    }),
  );
}

/** A slot without an offset is not what the proposed rules are about. */
const NOTHING = { accepts: undefined, verdict: undefined };

/** `4k`, `2m`, `1g`. */
function pageKey(size: bigint): string {
  if (size % (1n << 30n) === 0n) return `${size >> 30n}g`;
  return size % (1n << 20n) === 0n ? `${size >> 20n}m` : `${size >> 10n}k`;
}

const hexOrNull = (value: bigint | undefined) => (value === undefined ? null : hex(value));

/** Ids are 32-bit numbers; what exceeds even that is no id. */
function smallNumber(value: bigint | undefined): number | null {
  return value !== undefined && value < 1n << 32n ? Number(value) : null;
}
