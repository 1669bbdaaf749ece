import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A case of `kvm-hugepages.jsonl`: slots made one after the other, and the pages KVM then mapped them with. */
export interface SlotCase {
  readonly case: string;
  readonly slots: readonly {
    readonly slot: number;
    readonly gpa: string;
    readonly size: string;
    readonly offset: string;
    readonly backing: string;
    readonly flags: number;
    readonly errno: number;
    readonly pages: { readonly '4k': number; readonly '2m': number; readonly '1g': number };
  }[];
}

/** A case of `guest-memfd.jsonl`: calls of KVM_SET_USER_MEMORY_REGION2 with one guest_memfd. */
export interface GuestMemfdCase {
  readonly case: string;
  readonly guest_memfd: { readonly size: string; readonly errno: number };
  readonly calls: readonly {
    readonly slot: number;
    readonly gpa: string;
    readonly size: string;
    readonly hva_offset: string;
    readonly guest_memfd_offset: string;
    readonly flags: number;
    readonly errno: number;
  }[];
}

/** A case of `xml-well-formed.jsonl`: a text, and whether libxml2 reads it as XML. */
export interface XmlCase {
  readonly xml: string;
  readonly wellFormed: boolean;
  /** The first of libxml2's errors, unless it is one of its input layer. */
  readonly error?: string;
}

/** The recorded answers in a file of `vectors/`, one in a line. */
export function readVectors<T>(name: string): T[] {
  return readFileSync(join(import.meta.dirname, 'vectors', name), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
