import { ALL_RULES } from '../rules/registry';
import { readSuppressions } from '../rules/suppressions';
import { spanOf } from '../text/span';
import type { Range, TextLines } from '../text/text-lines';
import type { Analysis } from './analysis';
import { featuresOf } from './features-of';

/** A place that leads somewhere else. */
export interface DocumentLink {
  readonly range: Range;
  readonly target: LinkTarget;
  /** Plain text. */
  readonly tooltip: string;
}

/** `rule`: the page of a rule. `file`: by its path as written, or by its URI where somebody has read it already. */
export type LinkTarget =
  | { readonly kind: 'rule'; readonly id: string }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'file'; readonly uri: string };

/** The links of a document: the rules that it names, and the files. Whether a path leads to a file is not known here. */
export function documentLinks(analysis: Analysis): readonly DocumentLink[] {
  return [...silencedRules(analysis.text), ...(featuresOf(analysis).links?.(analysis) ?? [])];
}

/** The rules that comments silence; the comment marks of all dialects are before the directive. */
function silencedRules({ lines }: TextLines): DocumentLink[] {
  const links: DocumentLink[] = [];
  for (let line = 0; line < lines.length; line++) {
    const text = lines[line]!;
    if (!text.includes('memslot:')) continue;
    const block = { text, lineCount: 1 };
    for (const { rule, span } of readSuppressions({ block, text, start: 0, target: () => spanOf(block, 0, 0) })) {
      const known = ALL_RULES.find(({ id }) => id === rule);
      if (!known) continue;
      const range = { start: { line, character: span.start }, end: { line, character: span.end } };
      links.push({ range, target: { kind: 'rule', id: known.id }, tooltip: known.summary });
    }
  }
  return links;
}
