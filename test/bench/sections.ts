import type { BenchRun } from './bench-run';
import { measureBursts } from './measure-bursts';
import { measureCheckOfLog, measureCheckOfScripts } from './measure-check';
import { measureEditor } from './measure-editor';
import { measureEdits, measureGrowth } from './measure-edits';
import { measureMemory } from './measure-memory';
import { measureOpens } from './measure-opens';
import { measurePeers } from './measure-peers';
import { measureRequests } from './measure-requests';
import { measureStarts } from './measure-starts';
import type { Row } from './row';

/** Says what was not measured, and why. */
export type Note = (text: string) => void;

export interface Section {
  readonly id: string;
  readonly title: string;
  /** Part of every run, of all that are not quick, or only of those that ask for it. A section that is named is measured. */
  readonly when: 'always' | 'unless quick' | 'if asked';
  readonly measure: (run: BenchRun, note: Note) => Promise<Row[]>;
}

/** What is measured, in this order. */
export const SECTIONS: readonly Section[] = [
  { id: 'starts', title: 'From starting the server', when: 'always', measure: measureStarts },
  { id: 'opens', title: 'From opening a file to its diagnostics', when: 'always', measure: measureOpens },
  { id: 'edits', title: 'From a one-character edit to its diagnostics', when: 'always', measure: measureEdits },
  { id: 'growth', title: 'The same as lists and slots grow', when: 'always', measure: measureGrowth },
  { id: 'bursts', title: '50 edits sent at once, and a hover behind them', when: 'always', measure: measureBursts },
  { id: 'requests', title: 'Answers about a document that does not change', when: 'always', measure: measureRequests },
  { id: 'memory', title: 'Resident memory of the server', when: 'always', measure: measureMemory },
  { id: 'check-scripts', title: 'memslot check, many scripts', when: 'always', measure: measureCheckOfScripts },
  { id: 'check-log', title: 'memslot check, one long log', when: 'always', measure: measureCheckOfLog },
  {
    id: 'editor',
    title: 'From a key in VS Code to the squiggle in its page',
    when: 'unless quick',
    measure: measureEditor,
  },
  {
    id: 'peers',
    title: 'Other servers, from a one-character edit to its diagnostics: theirs / null server',
    when: 'if asked',
    measure: measurePeers,
  },
];
