import { formatShortSize, formatSize } from '../model/format';
import { rangeOf } from '../text/block-index';
import type { Position, Range } from '../text/text-lines';
import type { Analysis } from './analysis';
import { featuresOf } from './features-of';
import { HINT_KINDS, type HintKind } from './hint-kinds';
import type { LineSpan, WrittenSize } from './written-size';

/** A few words that an editor shows in the text and that do not belong to it. */
export interface InlayHint {
  readonly kind: HintKind;
  readonly position: Position;
  readonly label: string;
  /** Plain text. */
  readonly tooltip?: string;
  /** Writes what the hint says into the text. */
  readonly edits?: readonly { readonly range: Range; readonly newText: string }[];
}

/** The hints on some lines, those that are wanted, in the order of the text. */
export function inlayHintsIn(analysis: Analysis, lines: LineSpan): readonly InlayHint[] {
  const features = featuresOf(analysis);
  const wanted = analysis.settings.inlayHints;
  const sizes = wanted.has('units') || wanted.has('sizes') ? (features.sizes?.(analysis, lines) ?? []) : [];
  const rest = REST.some((kind) => wanted.has(kind));
  const hints = [
    ...sizes.flatMap((size) => sizeHints(size, analysis)),
    ...((rest && features.hints?.(analysis, lines)) || []),
  ];
  return unambiguous(hints.filter(({ kind, position }) => wanted.has(kind) && isOn(lines, position))).sort(
    (a, b) => a.position.line - b.position.line || a.position.character - b.position.character,
  );
}

/** The kinds that are not about how a size is written. */
const REST = HINT_KINDS.filter((kind) => kind !== 'units' && kind !== 'sizes');

/** What a size counts, and what it comes to where it is not written in the largest unit that makes it whole. */
function sizeHints(size: WrittenSize, { index }: Analysis): InlayHint[] {
  const { span, bytes, bare } = size;
  const position = rangeOf(span, index)?.end;
  if (!position || bytes === 0n) return [];
  const hints: InlayHint[] = [];
  if (bare) {
    const edits = bare.edits?.flatMap(({ span: place, newText }) => {
      const range = rangeOf(place, index);
      return range ? [{ range, newText }] : [];
    });
    const tooltip = `A number without a unit counts ${bare.unit} here.`;
    hints.push({ kind: 'units', position, label: bare.unit, tooltip, ...(edits && { edits }) });
  }
  const text = formatSize(bytes);
  if (!readsAs(size, text)) hints.push({ kind: 'sizes', position, label: label(bytes) });
  return hints;
}

/** A size of many digits says nothing by them. */
function label(bytes: bigint): string {
  const text = formatShortSize(bytes);
  return text.startsWith('≈') ? text : `= ${text}`;
}

/** Whether a size is written as it would be shown, or in a way that is as easy to read: `2G`, `1.5G`, `"2Gi"`. */
function readsAs({ written, bare }: WrittenSize, text: string): boolean {
  const match = /^["']?(\d+)(\.\d+)? ?(?:([KMGTPE])(?:iB?)?|B|bytes)?["']?$/i.exec(written);
  if (!match) return false;
  const [, number, fraction, letter] = match;
  if (fraction !== undefined) return true;
  const unit = letter ? `${letter.toUpperCase()}iB` : bare && bare.unit !== 'bytes' ? bare.unit : 'B';
  return `${number} ${unit}` === text;
}

/** Words that two machines have in common mean what both make of them; where they differ, nothing is said. */
function unambiguous(hints: readonly InlayHint[]): InlayHint[] {
  const byPlace = new Map<string, InlayHint | undefined>();
  for (const hint of hints) {
    const key = `${hint.position.line} ${hint.position.character} ${hint.kind}`;
    const same = !byPlace.has(key) || byPlace.get(key)?.label === hint.label;
    byPlace.set(key, same ? hint : undefined);
  }
  return [...byPlace.values()].filter((hint) => hint !== undefined);
}

function isOn({ start, end }: LineSpan, { line }: Position): boolean {
  return start <= line && line <= end;
}
