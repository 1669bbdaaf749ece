import type { Span } from '../../text/span';
import type { RelatedSpan } from '../qemu/finding';

/** Something about a domain that libvirt refuses, or that it quietly makes something else of. */
export interface LibvirtFinding {
  /** Kebab-case: the thing that is wrong. */
  readonly code: string;
  /** `error`: libvirt refuses the domain. */
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** The value, or the element, that causes it. */
  readonly span: Span;
  /** What is wrong, why, and what to do. */
  readonly message: string;
  /** libvirt's own words, as virsh prints them behind `error: `. */
  readonly libvirtMessage: string | undefined;
  readonly related: readonly RelatedSpan[];
  /** Changes of the text that would repair it, the likeliest first. */
  readonly repairs: readonly Repair[];
}

/** A change of the text: what a person would call it, and the pieces that give way to others. */
export interface Repair {
  readonly title: string;
  readonly edits: readonly { readonly span: Span; readonly newText: string }[];
}

/** What may be left out of a finding. */
interface Details {
  readonly related?: readonly RelatedSpan[];
  readonly repairs?: readonly Repair[];
}

/** What libvirt refuses, with `libvirtMessage`. */
export function refused(
  code: string,
  span: Span,
  libvirtMessage: string,
  message: string,
  { related = [], repairs = [] }: Details = {},
): LibvirtFinding {
  return { code, severity: 'error', span, message, libvirtMessage, related, repairs };
}

/** What libvirt accepts without a word. */
export function spoiled(
  code: string,
  severity: 'warning' | 'information' | 'hint',
  span: Span,
  message: string,
  { related = [], repairs = [] }: Details = {},
): LibvirtFinding {
  return { code, severity, span, message, libvirtMessage: undefined, related, repairs };
}
