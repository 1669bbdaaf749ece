/** The notification `memslot/status`: what applies to a document and what was found in it. Sent after each analysis. */
export interface DocumentStatus {
  readonly uri: string;
  readonly version: number;
  /** Id of the acceptance rule. */
  readonly rule: string;
  /** `major.minor`. */
  readonly kernel: string;
  readonly arch: string;
  readonly machines: number;
  /** Domains of libvirt, whoever runs them. */
  readonly domains: number;
  readonly operations: number;
  readonly errors: number;
  readonly warnings: number;
  /** The lines `[start, end)` of a text that is too large to be analysed as a whole: only they were. */
  readonly part?: { readonly start: number; readonly end: number };
}

export const DOCUMENT_STATUS = 'memslot/status';
