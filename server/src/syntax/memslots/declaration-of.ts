import type { Declaration, SlotDeclaration } from './declaration';
import { type DeclarationParts, parseDeclaration, slotOn } from './parse-declaration';

/** The declaration that stands on `lineCount` lines. That of a slot is read when somebody asks what it says. */
export function declarationOf(text: string, lineCount: number): Declaration {
  const slot = lineCount === 1 ? slotOn(text) : undefined;
  if (slot) return new SlotLine(text, slot.kind, shared(slot.process));
  const block = { text, lineCount };
  return Object.assign(block, parseDeclaration(block));
}

type SlotParts = DeclarationParts<SlotDeclaration>;

/**
 * A slot on a line of its own. Long lists consist of these, and nearly all that one says is asked for once, to work out the
 * call; it is read again when somebody asks again, which costs less than to keep it.
 */
class SlotLine implements SlotDeclaration {
  constructor(
    readonly text: string,
    readonly kind: SlotDeclaration['kind'],
    readonly process: string | undefined,
  ) {}

  get lineCount() {
    return 1;
  }
  get problems() {
    return partsOf(this).problems;
  }
  get comment() {
    return partsOf(this).comment;
  }
  get start() {
    return partsOf(this).start;
  }
  get end() {
    return partsOf(this).end;
  }
  get head() {
    return partsOf(this).head;
  }
  get id() {
    return partsOf(this).id;
  }
  get addressSpace() {
    return partsOf(this).addressSpace;
  }
  get name() {
    return partsOf(this).name;
  }
  get fields() {
    return partsOf(this).fields;
  }
}

let lastProcess: string | undefined;

/** The same text as one string where it comes again and again. */
function shared(process: string | undefined): string | undefined {
  if (process !== lastProcess) lastProcess = process;
  return lastProcess;
}

/** What was read last, each in the place of the one before it: what is let go of leaves no trace. */
const RECENT: { slot: SlotLine | undefined; parts: SlotParts | undefined }[] = Array.from({ length: 8 }, () => ({
  slot: undefined,
  parts: undefined,
}));
let next = 0;

function partsOf(slot: SlotLine): SlotParts {
  for (const recent of RECENT) if (recent.slot === slot) return recent.parts!;
  const parts = parseDeclaration(slot) as SlotParts;
  const oldest = RECENT[next]!;
  next = (next + 1) % RECENT.length;
  oldest.slot = slot;
  oldest.parts = parts;
  return parts;
}
