import type { ReservationFormat } from '../features/budget/write-reservation';
import type { Position } from '../text/text-lines';

/** The request `memslot/budget`: the huge pages that the machines of the workspace take. */
export const BUDGET = 'memslot/budget';

export interface BudgetParams {
  /** Files that are not to be counted, by their URIs. */
  readonly without?: readonly string[];
}

/** The answer, in words to be shown. */
export interface BudgetResult {
  /** What is needed of each page size on each host node. */
  readonly pools: readonly { readonly title: string; readonly text: string; readonly missing: boolean }[];
  /** The files with machines that take huge pages, or may take them. */
  readonly files: readonly BudgetFile[];
  /** What is left out, in sentences. */
  readonly notes: readonly string[];
  /** What reserves the pages of all files that are counted; each empty when there are none. */
  readonly reservations: Readonly<Record<ReservationFormat, string>>;
}

export interface BudgetFile {
  readonly uri: string;
  readonly counted: boolean;
  readonly machines: readonly BudgetMachine[];
}

export interface BudgetMachine {
  readonly name: string;
  /** Where it begins. */
  readonly position: Position;
  /** The pieces of its memory, and the pages of each. */
  readonly needs: readonly { readonly name: string; readonly text: string }[];
}
