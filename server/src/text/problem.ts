import type { Span } from './span';

/** Something that could not be read as it stands, found by a parser. Parsers never throw; they return problems. */
export interface Problem {
  /** Kebab-case, the same word that suppression comments and settings use. */
  readonly code: string;
  readonly span: Span;
  /** One sentence or two for a person: what is wrong, and what would be right. */
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** Replacements that would repair it, the likeliest first. Each replaces exactly `span`. */
  readonly suggestions?: readonly string[];
}
