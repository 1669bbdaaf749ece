import type { Block } from '../../text/block';
import type { Span } from '../../text/span';
import type { Word } from '../../text/word';
import type { JsonValue } from '../json/json-value';

/** What a definition is written in. The grammar of sizes, lists and booleans, and QEMU's messages, depend on it. */
export type Carrier = 'command-line' | 'readconfig' | 'json' | 'hmp';

/** One invocation of QEMU: its program and the words behind it, after quotes and variables were resolved. */
export interface ArgumentList {
  readonly block: Block;
  /** `qemu-system-x86_64`, with its path as written. */
  readonly program: Word;
  /** Everything after the program. An array that is not known is a word with one unknown piece. */
  readonly arguments: readonly Word[];
  /** False: there may be more arguments that cannot be known (`"$@"`, unknown arrays). */
  readonly complete: boolean;
}

/** One option with its value taken apart: `-object memory-backend-ram,id=m`, a readconfig group, the arguments of a QMP command. */
export interface OptionGroup {
  /** Without the dash, and by its long name: `object`, `device`, `machine`, `m`, `numa`, `smp`, … */
  readonly option: string;
  readonly carrier: Carrier;
  /** The value alone, or the option where it has none. */
  readonly span: Span;
  /** In the order they are written; a key that comes twice is here twice. */
  readonly entries: readonly OptionEntry[];
  /** False: there may be more entries that cannot be known (`-object "$OPTS"`, JSON that breaks off). */
  readonly complete: boolean;
}

export interface OptionEntry {
  /** For an implied key and for `noshare` the key that is meant; it stands where the value stands. */
  readonly key: Word;
  readonly value: OptionValue;
  /** The first value of an option, whose key QEMU supplies: `-m 4G` means `size=4G`. */
  readonly impliedKey: boolean;
  /** Set where a bare word stands for a boolean: `share` is `on`, `noshare` is `off`. */
  readonly shortForm?: 'on' | 'off';
}

export type OptionValue =
  | { readonly kind: 'text'; readonly word: Word }
  | { readonly kind: 'json'; readonly value: JsonValue };
