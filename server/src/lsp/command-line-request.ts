import type { Position } from '../text/text-lines';

/** The request `memslot/commandLine`: the memory part of the command line that libvirt starts a domain's QEMU with. */
export const COMMAND_LINE = 'memslot/commandLine';

export interface CommandLineParams {
  readonly uri: string;
  /** Where the domain is; anywhere in a document that has only one. */
  readonly position: Position;
}

/** The answer: a text in the language of shells; null for a document without a domain. */
export type CommandLineResult = { readonly text: string } | null;
