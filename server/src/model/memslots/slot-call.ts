import { fieldNamed, type SlotDeclaration } from '../../syntax/memslots/declaration';
import { type Span, spanOf } from '../../text/span';
import type { SetMemoryRegion } from '../slot-operation';

/** What a slot declaration says, but for the places that follow from the declaration. */
type SlotValues = Omit<SetMemoryRegion, 'kind' | 'source' | 'name' | 'span' | 'headSpan' | 'backingSpan'>;

/** The call that a slot declaration describes. There may be many, so it keeps no more than what was worked out. */
export class SlotCall implements SetMemoryRegion {
  readonly addressSpace: SlotValues['addressSpace'];
  readonly slot: SlotValues['slot'];
  readonly gpa: SlotValues['gpa'];
  readonly size: SlotValues['size'];
  readonly userspaceAddr: SlotValues['userspaceAddr'];
  readonly offset: SlotValues['offset'];
  readonly flags: SlotValues['flags'];
  readonly backing: SlotValues['backing'];
  readonly page: SlotValues['page'];
  readonly guestMemfd: SlotValues['guestMemfd'];
  readonly recorded: SlotValues['recorded'];

  constructor(
    private readonly declaration: SlotDeclaration,
    values: SlotValues,
  ) {
    this.addressSpace = values.addressSpace;
    this.slot = values.slot;
    this.gpa = values.gpa;
    this.size = values.size;
    this.userspaceAddr = values.userspaceAddr;
    this.offset = values.offset;
    this.flags = values.flags;
    this.backing = values.backing;
    this.page = values.page;
    this.guestMemfd = values.guestMemfd;
    this.recorded = values.recorded;
  }

  get kind() {
    return 'set-memory-region' as const;
  }
  get source() {
    return this.declaration.kind === 'trace-slot' ? 'trace' : 'list';
  }
  get name() {
    // A logged call has none, and needs no second look at its line to know.
    return this.source === 'trace' ? undefined : this.declaration.name?.text;
  }
  get span(): Span {
    return new WholeDeclaration(this.declaration);
  }
  get headSpan(): Span {
    const { head } = this.declaration;
    return spanOf(this.declaration, head.start, head.end);
  }
  get backingSpan(): Span | undefined {
    const value = fieldNamed(this.declaration.fields, 'backing')?.value;
    return value?.kind === 'word' ? spanOf(this.declaration, value.start, value.end) : undefined;
  }
}

/** Its block is known without a look at its text. */
class WholeDeclaration implements Span {
  constructor(readonly block: SlotDeclaration) {}

  get start() {
    return this.block.start;
  }
  get end() {
    return this.block.end;
  }
}
