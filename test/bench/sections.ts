import type { BenchRun } from './bench-run';
import { measureBursts } from './measure-bursts';
import { measureCheckOfLog, measureCheckOfScripts } from './measure-check';
import { measureEdits, measureGrowth } from './measure-edits';
import { measureMemory } from './measure-memory';
import { measureOpens } from './measure-opens';
import { measureRequests } from './measure-requests';
import { measureStarts } from './measure-starts';
import type { Row } from './row';

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly measure: (run: BenchRun) => Promise<Row[]>;
}

/** What is measured, in this order. */
export const SECTIONS: readonly Section[] = [
  { id: 'starts', title: 'From starting the server', measure: measureStarts },
  { id: 'opens', title: 'From opening a file to its diagnostics', measure: measureOpens },
  { id: 'edits', title: 'From a one-character edit to its diagnostics', measure: measureEdits },
  { id: 'growth', title: 'The same as lists and slots grow', measure: measureGrowth },
  { id: 'bursts', title: '50 edits sent at once, and a hover behind them', measure: measureBursts },
  { id: 'requests', title: 'Answers about a document that does not change', measure: measureRequests },
  { id: 'memory', title: 'Resident memory of the server', measure: measureMemory },
  { id: 'check-scripts', title: 'memslot check, many scripts', measure: measureCheckOfScripts },
  { id: 'check-log', title: 'memslot check, one long log', measure: measureCheckOfLog },
];
