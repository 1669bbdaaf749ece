import type { VmmFacts } from '../../rules/vmm/vmm-facts';
import type { Block } from '../../text/block';
import type { WholeText } from '../whole-text';

/** What is known of other hypervisors in one version of a text: a file of theirs, or a script that starts them. */
export interface VmmView extends WholeText, VmmFacts {}

/** A character of a block. */
export interface VmmPlace {
  readonly block: Block;
  readonly offset: number;
}
