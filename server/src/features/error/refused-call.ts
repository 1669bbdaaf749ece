import { errnoOf } from '../../simulation/errno';
import { TextLines } from '../../text/text-lines';
import { createAnalysis } from '../analysis';
import { DEFAULT_SETTINGS } from '../settings';
import type { ErrorTable } from './error-table';

/** What is written about a call to KVM: QEMU's error lines and trace lines, and strace. */
const IS_OF_KVM = /kvm_set_(?:user_memory|phys_mem)/i;

/** What the C library calls the errors of these calls. */
const ERROR_TEXTS: readonly (readonly [string, string])[] = [
  ['File exists', 'EEXIST'],
  ['Invalid argument', 'EINVAL'],
  ['Bad address', 'EFAULT'],
  ['No such file or directory', 'ENOENT'],
];

/**
 * The rules that may be about a call that KVM refused, by a line that QEMU or strace wrote of it; `undefined` for another
 * text. Those come first that the call breaks all by itself, whatever the other slots are.
 */
export function rulesOfRefusedCall(text: string, { byErrno }: ErrorTable): readonly string[] | undefined {
  if (!IS_OF_KVM.test(text)) return undefined;
  const errno = errnoIn(text);
  const possible = byErrno.get(errno ?? '') ?? new Set<string>();
  const alone = brokenAlone(text).filter((rule) => possible.has(rule));
  const ofGuestMemfd = /guest_memfd=\d/.test(text) ? [...possible].filter((rule) => /^guest-memfd/.test(rule)) : [];
  return [...new Set([...alone, ...ofGuestMemfd, ...possible])];
}

function errnoIn(text: string): string | undefined {
  const returned = /\bret=(-\d{1,4})\b/.exec(text)?.[1];
  if (returned !== undefined) return errnoOf(BigInt(returned));
  return /\bE[A-Z]{4,}\b/.exec(text)?.[0] ?? ERROR_TEXTS.find(([words]) => text.includes(words))?.[1];
}

/** The rules that a list with this one call in it breaks. */
function brokenAlone(text: string): readonly string[] {
  const value = (name: string) => new RegExp(`\\b(?:${name})=(0x[0-9a-f]{1,16}|\\d{1,20})\\b`, 'i').exec(text)?.[1];
  const slot = /\bslot[#=](\d{1,10})\b/i.exec(text)?.[1] ?? '0';
  const gpa = value('start|gpa|guest_phys_addr');
  const size = value('size|memory_size');
  if (gpa === undefined || size === undefined) return [];
  const address = value('ua|userspace_addr');
  const line = `Slot#${slot}: gpa=${gpa}, size=${size}${address === undefined ? '' : `, ua=${address}`}\n`;
  return createAnalysis(TextLines.of(line), 'memslots', DEFAULT_SETTINGS).findings.map(({ rule }) => rule.id);
}
