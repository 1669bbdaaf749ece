import type { Operation } from '../model/slot-operation';
import { rangeOf } from '../text/block-index';
import type { Analysis } from './analysis';

/** The line that an operation comes from, from 1: that of its declaration or command; in a domain, of the element. */
export function operationLine({ span }: Operation, { dialect, index }: Analysis): number {
  const line =
    dialect === 'libvirt' || dialect === 'vmm' ? rangeOf(span, index)!.start.line : index.lineOf(span.block)!;
  return line + 1;
}
