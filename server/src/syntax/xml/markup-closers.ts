import { NextOccurrence } from './next-occurrence';

/** What ends a comment, a CDATA section and a processing instruction. */
export interface MarkupClosers {
  readonly comment: NextOccurrence;
  readonly cdata: NextOccurrence;
  readonly instruction: NextOccurrence;
}

/** Finds them in a text. */
export function markupClosers(text: string): MarkupClosers {
  return {
    comment: new NextOccurrence(text, '-->'),
    cdata: new NextOccurrence(text, ']]>'),
    instruction: new NextOccurrence(text, '?>'),
  };
}
