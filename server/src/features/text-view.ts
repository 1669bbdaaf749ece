import { TextLines } from '../text/text-lines';
import type { DocumentKind } from './analysis';
import type { TextChange } from './document-analysis';
import type { Settings } from './settings';

/** A part of a text that is too large to be analysed as a whole. */
export interface TextView {
  /** The text with as many lines, those outside the part empty: so every line has the number that it has in the text. */
  readonly text: TextLines;
  /** The lines `[start, end)` are in it. */
  readonly start: number;
  readonly end: number;
}

/** Lines around the one that somebody looks at: more than any screen has, so that a view holds while somebody scrolls. */
const LINES_AROUND = 1000;

/** So near to its ends a view is left for another one. */
const MARGIN = 200;

/** The part of a text around a line. Nothing of one whose lines mean nothing without those around them. */
export function viewText({ lines }: TextLines, kind: DocumentKind, line: number): TextView {
  if (kind !== 'memslots' && kind !== 'log') return { text: TextLines.of(''), start: 0, end: 0 };
  const middle = Math.min(Math.max(Math.trunc(line) || 0, 0), lines.length - 1);
  const start = Math.max(middle - LINES_AROUND, 0);
  const end = Math.min(middle + LINES_AROUND, lines.length);
  const kept = lines.map((text, i) => ((i >= start && i < end) || NAMED.test(text) ? text : emptyLine(text)));
  return { text: TextLines.of(kept.join('')), start, end };
}

/** What slots anywhere in a list may refer to. */
const NAMED = /^\s*(?:let|backing|host|rule|machine)\b/;

/** With a blank, so that its line end and a CR before it stay two. */
function emptyLine(line: string): string {
  return line.endsWith('\n') || line.endsWith('\r') ? ' \n' : '';
}

/** Whether a line can be looked at in a view, with some lines around it. */
export function isInView({ start, end }: TextView, line: number, lineCount: number): boolean {
  const [first, last] = [start === 0 ? 0 : start + MARGIN, end === lineCount ? end : end - MARGIN];
  return end === 0 || !(line < first || line > last);
}

/** A view after an edit of its text, and what it is as an edit of the view; `undefined`: it lies outside. */
export function editView(
  { text, start, end }: TextView,
  { text: edited, change }: TextChange,
): { readonly view: TextView; readonly change: TextChange } | undefined {
  if (change.start < start || change.start + change.removed > end) return undefined;
  const fresh = edited.lines.slice(change.start, change.start + change.inserted);
  const { lines: before } = text;
  const lines = before.slice(0, change.start).concat(fresh, before.slice(change.start + change.removed));
  const after = TextLines.of(lines.join(''));
  const view = { text: after, start, end: end + change.inserted - change.removed };
  return { view, change: { text: after, change } };
}

/**
 * Rules that look at a declaration as it stands there. The others would take what is outside a view for missing: a slot that
 * is deleted, a name that is used, memory that is taken.
 */
const LOCAL_RULES: ReadonlySet<string> = new Set([
  ...['unknown-declaration', 'unknown-field', 'unknown-value', 'duplicate-field', 'missing-value', 'missing-name'],
  ...['missing-field', 'malformed-number', 'unclosed-parenthesis', 'unexpected-text', 'number-overflow'],
  ...['division-by-zero', 'negative-value', 'page-misaligned', 'gpa-beyond-limit', 'slot-id-range', 'slot-too-large'],
  ...['flags-invalid', 'userspace-addr-invalid', 's390-segment-misaligned', 'hva-incongruent', 'offset-incongruent'],
  ...['slot-beyond-backing', 'guest-memfd-bounds', 'rule-rejects', 'rule-unsafe', 'huge-page-wrong-memory'],
]);

const IN_VIEW = new WeakMap<Settings, Settings>();

/** The settings by which a view is judged. `ids`: of all rules. */
export function settingsInView(settings: Settings, ids: readonly string[]): Settings {
  let inView = IN_VIEW.get(settings);
  if (!inView) {
    const off = ids.filter((id) => !LOCAL_RULES.has(id)).map((id) => [id, 'off'] as const);
    inView = { ...settings, severities: new Map([...settings.severities, ...off]) };
    IN_VIEW.set(settings, inView);
  }
  return inView;
}
