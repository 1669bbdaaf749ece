import type { Span } from '../../text/span';

/** Something about a QEMU configuration that QEMU refuses or warns of, or that costs memory in silence. */
export interface Finding {
  /** Kebab-case: the thing that is wrong. */
  readonly code: string;
  /** `error`: QEMU does not start. */
  readonly severity: 'error' | 'warning' | 'information';
  /** The value that causes it. */
  readonly span: Span;
  /** What is wrong, why, and what to do. */
  readonly message: string;
  /** QEMU's own words, its spelling included, without the prefix that names the program and the option. */
  readonly qemuMessage: string | undefined;
  readonly related: readonly RelatedSpan[];
}

/** Another place that takes part in a finding. */
export interface RelatedSpan {
  readonly span: Span;
  readonly message: string;
}

/** What QEMU refuses: it prints `qemuMessage` and ends. */
export function refusal(
  code: string,
  span: Span,
  qemuMessage: string,
  message: string,
  related: readonly RelatedSpan[] = [],
): Finding {
  return { code, severity: 'error', span, message, qemuMessage, related };
}

/** What QEMU accepts, with a warning of its own where `qemuMessage` is given. */
export function caution(
  code: string,
  span: Span,
  qemuMessage: string | undefined,
  message: string,
  related: readonly RelatedSpan[] = [],
): Finding {
  return { code, severity: 'warning', span, message, qemuMessage, related };
}
