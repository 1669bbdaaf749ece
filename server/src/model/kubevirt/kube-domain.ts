import type { Span } from '../../text/span';
import type { KubeField } from './kube-field';

/** What an object says about the memory of the machines that are made of it. A field that its kind does not have is not there. */
export interface KubeDomain {
  readonly kind: string;
  /** Where the kind is written. */
  readonly span: Span;
  /** The path of `memory` and `cpu`: `spec.template.spec.domain`. */
  readonly path: string;
  readonly isMachine: boolean;
  /** It is a machine and not what is merged into one, so that what is not written is not there. */
  readonly isWhole: boolean;
  /** Memory and CPUs are those of an instance type. */
  readonly isTyped: boolean;
  readonly guest: KubeField;
  readonly maxGuest: KubeField;
  readonly requests: KubeField;
  readonly limits: KubeField;
  readonly hugepages: KubeField;
  readonly pageSize: KubeField;
  readonly overcommit: KubeField;
  readonly dedicated: KubeField;
  readonly numa: KubeField;
  readonly passthrough: KubeField;
  readonly realtime: KubeField;
  readonly launchSecurity: KubeField;
  readonly architecture: KubeField;
  /** The annotation that says whether memory may be a memfd. */
  readonly memfd: KubeField;
}

/** Of the sizes that the memory of a guest can be, the one that it is; `undefined`: that is not known. (KubeVirt: setGuestMemory) */
export function decidingSize({ guest, requests, limits, pageSize }: KubeDomain): KubeField | undefined {
  return firstSet(guest, requests, limits, pageSize);
}

/** The first of some sizes that is not left out, or nothing at all where it may be any of them. */
export function firstSet(...sizes: readonly KubeField[]): KubeField | undefined {
  const first = sizes.find(({ isSure, entry, size }) => !isSure || (entry && size?.bytes !== 0n));
  return first?.isSure ? first : undefined;
}
