import { type GeneratedText, isChosen, placeBehind } from './generated-text';

export interface ListOptions {
  readonly slots: number;
  /** So many slots lie where KVM can map them with base pages only. */
  readonly findings: number;
  /** How large every slot is, as written, and how far they lie apart. */
  readonly size?: string;
  readonly stride?: bigint;
}

const GIB = 1n << 30n;
const TIB = 1n << 40n;

/** A memslot list whose slots lie apart, above 4 GiB. */
export function generateList({ slots, findings, size = '1G', stride = GIB }: ListOptions): GeneratedText {
  const lines = [
    'host arch=x86_64 kernel=6.18 gpa-bits=52',
    'backing ram type=memfd page=2M size=64T hva=0x10000000000',
  ];
  const head = lines.length;
  for (let i = 0; i < slots; i++) {
    const gpa = BigInt(i) * stride + 4n * GIB;
    // Slots of terabytes share their memory: a process does not have addresses for all of them.
    const offset = ((BigInt(i) * stride) % (32n * TIB)) & -GIB;
    const shift = isChosen(i, slots, findings) ? 0x1000n : 0n;
    lines.push(
      `Slot#${i}(dimm${i}): gpa=0x${gpa.toString(16)}, offset=0x${(offset + shift).toString(16)}, size=${size}, backing=ram`,
    );
  }
  lines.push('');
  const middle = head + (slots >> 1);
  return {
    text: lines.join('\n'),
    typing: [
      { position: placeBehind(lines, middle, '(dimm'), character: '9' },
      { position: placeBehind(lines, middle, 'size='), character: '1' },
    ],
    ask: placeBehind(lines, middle, 'gpa=0x'),
  };
}
