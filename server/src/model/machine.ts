import type { ChunkedList } from '../text/chunked-list';
import type { Span } from '../text/span';
import type { Backing } from './backing';
import type { Host } from './host';
import type { Operation } from './slot-operation';

/** One virtual machine: its host and the operations on its memory, in the order in which KVM sees them. */
export interface Machine {
  readonly name: string | undefined;
  readonly nameSpan: Span | undefined;
  readonly host: Host;
  /** Id of the acceptance rule that was asked for; `upstream` is what KVM really does. */
  readonly rule: string;
  readonly ruleSpan: Span | undefined;
  readonly backings: readonly Backing[];
  readonly operations: ChunkedList<Operation>;
}
