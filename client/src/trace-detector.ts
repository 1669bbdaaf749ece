/** The lines of a text, in whatever way an editor keeps them. */
export interface LineSource {
  readonly lineCount: number;
  lineText(line: number): string;
}

/** A mail may break the trace line between its fields: `Slot#` may stand this many lines below the event's name. */
const WRAPPED_LINES = 2;

/** What strace, Cloud Hypervisor and crosvm write when they set a slot. */
const CALLS = [
  'KVM_SET_USER_MEMORY_REGION, {slot=',
  'Creating userspace mapping: ',
  'set_user_memory_region failed: slot=',
];

/**
 * Whether a line that QEMU's trace event kvm_set_user_memory wrote, or a call that another log has, begins in `[first, end)`, of which at most `limit`
 * characters are looked at. Looks for the two words that every generation of the event has; what the line says is for the
 * server to read.
 */
export function hasTraceLine(source: LineSource, first: number, end: number, limit: number): boolean {
  let linesLeft = 0;
  let charactersLeft = limit;
  const last = Math.min(end + WRAPPED_LINES, source.lineCount);
  for (let line = Math.max(first, 0); line < last && charactersLeft > 0; line++) {
    const whole = source.lineText(line);
    const text = whole.length > charactersLeft ? whole.slice(0, charactersLeft) : whole;
    charactersLeft -= text.length + 1;
    if (line < end && CALLS.some((call) => text.includes(call))) return true;
    let slotFrom = linesLeft > 0 ? 0 : -1;
    linesLeft -= 1;
    const event = line < end ? text.indexOf('kvm_set_user_memory') : -1;
    if (event >= 0) {
      linesLeft = WRAPPED_LINES;
      if (slotFrom < 0) slotFrom = event;
    }
    if (slotFrom >= 0 && text.indexOf('Slot#', slotFrom) >= 0) return true;
  }
  return false;
}

/** As `hasTraceLine`, for the lines `[first, end)` that an edit just wrote: also those that it completed. */
export function hasTraceLineNear(source: LineSource, first: number, end: number, limit: number): boolean {
  return hasTraceLine(source, first - WRAPPED_LINES, end, limit);
}
