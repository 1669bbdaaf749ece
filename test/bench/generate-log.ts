import { type GeneratedText, isChosen, placeBehind } from './generated-text';

/** A log of QEMU's trace events of about so many bytes, in which KVM refused so many calls for no reason to be seen. */
export function generateLog({ bytes, findings }: { readonly bytes: number; readonly findings: number }): GeneratedText {
  const count = Math.ceil(bytes / BYTES_A_LINE);
  const lines = Array.from({ length: count }, (_, i) => logLine(i, isChosen(i >> 1, count >> 1, findings >> 1)));
  lines.push('');
  // The line of a slot that is set, with one of other software close by.
  const middle = ((count >> 1) & ~(LINES_A_ROUND - 1)) + 2;
  return {
    text: lines.join('\n'),
    typing: [
      { position: placeBehind(lines, middle - 2, 'warning: '), character: 'x' },
      { position: placeBehind(lines, middle, 'size=0x'), character: '1' },
    ],
    ask: placeBehind(lines, middle, 'gpa=0x'),
  };
}

/** About how long a line is, for callers who know how many bytes they want. */
export const BYTES_A_LINE = 160;
const LINES_A_ROUND = 128;
const MIB = 1n << 20n;

/**
 * Line `i` of a log: slots of 2 MiB are set and deleted in turn, as a guest that moves the memory of its devices about has
 * it, and now and then QEMU warns of something else. KVM refuses the two calls of a `refused` slot, and
 * something is found in both.
 */
export function logLine(i: number, refused: boolean): string {
  const round = Math.floor(i / LINES_A_ROUND);
  const at = i % LINES_A_ROUND;
  const seconds = `${1753866764 + round}.${String(at * 7000).padStart(6, '0')}`;
  if (at < 2)
    return `2025-07-30T09:12:44.${String(at).padStart(6, '0')}Z qemu-system-x86_64: warning: round ${round}: the guest moves the memory of its devices about, nothing else happened`;
  const slot = at >> 1;
  const gpa = 0x100000000n + BigInt(slot) * 64n * MIB;
  const ua = 0x7f5700000000n + BigInt(slot) * 64n * MIB;
  const size = at % 2 === 0 ? 2n * MIB : 0n;
  return `48213@${seconds}:kvm_set_user_memory AddrSpace#0 Slot#${slot} flags=0x0 gpa=0x${gpa.toString(16)} size=0x${size.toString(16)} ua=0x${ua.toString(16)} guest_memfd=-1 guest_memfd_offset=0x0 ret=${refused ? -22 : 0}`;
}
