/** The request `memslot/compare`: the memory that is set at the end of a log against a configuration. */
export const COMPARE = 'memslot/compare';

export interface CompareParams {
  /** The log, which is open. */
  readonly uri: string;
  /** The configuration, which need not be open; its text counts where it is not. */
  readonly configuration: { readonly uri: string; readonly languageId: string; readonly text: string };
}

/** The answer: lines for people; null where the memory of one of the two is not known. */
export type CompareResult = { readonly text: string } | null;
