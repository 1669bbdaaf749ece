/**
 * Consecutive whole lines of a document that are read together: a declaration of a memslot list, a command of a script,
 * a whole XML file. A block whose text did not change keeps its identity from one version of a document to the next, so
 * that whatever was computed for it is found again by identity.
 */
export interface Block {
  /** The lines with their terminators. */
  readonly text: string;
  /** How many lines of the document the block stands on, at least 1. */
  readonly lineCount: number;
}
