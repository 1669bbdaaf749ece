import type { VmmConfiguration } from '../../model/vmm/vmm-configuration';
import type { Edit } from '../../rules/define-rule';
import type { Block } from '../../text/block';
import type { Span } from '../../text/span';
import type { CompletionList } from '../completion/completion-item';
import type { Settings } from '../settings';
import type { VmmSnapshot } from './vmm-snapshot';

/** What there is to know of one kind of such files. */
export interface VmmFormat {
  /** The name that Markdown colours it by. */
  readonly language: string;
  /** Reads a whole file. */
  read(block: Block, settings: Settings): VmmConfiguration;
  /** Puts a directive into a comment that is about a place; a format without comments has none. */
  comment?(place: Span, directive: string): Edit;
  /** What can be written at an offset. */
  completion?(snapshot: VmmSnapshot, offset: number): CompletionList | undefined;
}
