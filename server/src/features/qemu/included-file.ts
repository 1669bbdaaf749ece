import type { Block } from '../../text/block';
import { type BlockIndex, indexBlocks } from '../../text/block-index';
import type { TextLines } from '../../text/text-lines';
import { type QemuSource, readQemuSource } from './qemu-source';

/** Another file that counts for a document: one that its commands give to -readconfig. */
export interface IncludedFile {
  /** What whoever had the file calls it: its URI. */
  readonly name: string;
  readonly text: TextLines;
  readonly source: QemuSource;
  readonly index: BlockIndex;
  /** The blocks of its text, which are none of the document's. */
  readonly blocks: ReadonlySet<Block>;
}

/**
 * Gives the file that a document calls by this path. `undefined`: it cannot be had, so what it says is not known. The same
 * object as long as its text does not change.
 */
export type FileResolver = (path: string) => IncludedFile | undefined;

/** Nothing can be read. */
export const NO_FILES: FileResolver = () => undefined;

/**
 * A file for -readconfig as QEMU reads it, whatever its name. `source`: what it was read as already, so that the spans in
 * it are those of its own document.
 */
export function includeFile(
  name: string,
  text: TextLines,
  source: QemuSource = readQemuSource(text, 'readconfig'),
): IncludedFile {
  return { name, text, source, index: indexBlocks(source.blocks), blocks: new Set(source.blocks) };
}
