import type { OptionsReading } from '../../syntax/qemu/read-options';
import type { Span } from '../../text/span';
import type { BackingPage } from '../backing';
import type { Repair } from '../libvirt/libvirt-finding';
import type { Machine } from '../machine';
import type { RelatedSpan } from '../qemu/finding';
import type { QemuSetting } from '../qemu/qemu-setting';

/** What a configuration of another hypervisor, or of what manages one, says about guest memory. Its reader makes it whole. */
export interface VmmConfiguration {
  readonly machines: readonly VmmMachine[];
  /** What is written, as far as it is known, in the order of the text. */
  readonly settings: readonly VmmSetting[];
  readonly findings: readonly VmmFinding[];
  /** The comments, for what they silence. */
  readonly comments: readonly VmmComment[];
}

/** A file that is not whole, or says nothing. */
export const NOTHING_READ: VmmConfiguration = { machines: [], settings: [], findings: [], comments: [] };

/** One guest of a configuration. */
export interface VmmMachine {
  readonly name: string;
  /** Where it begins: what is shown of the whole stands there. */
  readonly span: Span;
  readonly memory: readonly VmmMemory[];
  /** Everything that could be memory of the guest's is in `memory`. */
  readonly complete: boolean;
  /** The calls that set its memslots; `undefined`: the layout is not known. */
  readonly kvm: Machine | undefined;
  /** The QEMU that runs it, which then tells its layout and what other memory it has. */
  readonly qemu?: VmmQemu;
  /**
   * The calls of `kvm` are written in the text themselves: `called` where they are made, so that the rules about calls judge
   * them, `alone` where nobody is seen to make them.
   */
  readonly written?: 'called' | 'alone';
}

/** A QEMU as its manager starts it. */
export interface VmmQemu extends Omit<OptionsReading, 'asksForHelp'> {
  /** Where somebody wrote options of QEMU's. */
  readonly written: Span | undefined;
  readonly setting: QemuSetting;
}

/** A piece of host memory that a guest gets. */
export interface VmmMemory {
  readonly name: string;
  readonly span: Span;
  /** In bytes. */
  readonly size: bigint | undefined;
  readonly page: BackingPage;
  /** The host nodes that it has to come from, ascending; empty: any. `undefined`: not known. */
  readonly nodes: readonly bigint[] | undefined;
}

/** One setting as it is written. */
export interface VmmSetting {
  /** Its name, with those of what it stands in: `machine-config.mem_size_mib`. */
  readonly path: string;
  readonly name: Span;
  /** With its quotes, where it has some. */
  readonly value: Span | undefined;
  /** Markdown: what it does, its unit, its limits. */
  readonly help: string;
  /** Of a size: its bytes, and the unit that it is counted in where none is written. */
  readonly size: { readonly bytes: bigint; readonly unit: 'bytes' | 'KiB' | 'MiB' | undefined } | undefined;
  /** Of an address, or a size, that is written in digits: its value. */
  readonly number?: bigint;
}

/** A comment, and what a directive in it is about: `undefined` when nothing follows it. */
export interface VmmComment {
  readonly span: Span;
  readonly target: Span | undefined;
}

/** Something in a configuration that is refused, or quietly made something else of. */
export interface VmmFinding {
  /** The id of the rule that is about it. */
  readonly code: string;
  /** Where it weighs less or more than the rule usually does. */
  readonly severity?: 'error' | 'warning' | 'information' | 'hint';
  /** The value, or the name, that causes it. */
  readonly span: Span;
  /** What is wrong, why, and what to do. */
  readonly message: string;
  /** The program's own words. */
  readonly said?: string;
  readonly related?: readonly RelatedSpan[];
  /** Changes of the text that would repair it, the likeliest first. */
  readonly repairs?: readonly Repair[];
}
