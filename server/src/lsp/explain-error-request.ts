import type { Range } from '../text/text-lines';

/** The request `memslot/explainError`: what a message of QEMU, libvirt or KVM is about. */
export const EXPLAIN_ERROR = 'memslot/explainError';

export interface ExplainErrorParams {
  /** The message, with what else was copied along. */
  readonly text: string;
  /** The document that the user looks at: what is found there goes before what is found elsewhere. */
  readonly uri?: string;
}

export interface ExplainErrorResult {
  /** The rules that are about such messages, the likeliest first; none where nothing is known of it. */
  readonly rules: readonly string[];
  /** Where it is found: in an open document or a file of the workspace; null where nothing has it. */
  readonly place: ErrorPlace | null;
}

export interface ErrorPlace {
  readonly uri: string;
  readonly range: Range;
  readonly rule: string;
  readonly message: string;
}
