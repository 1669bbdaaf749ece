import type { Backing } from '../model/backing';
import type { Host } from '../model/host';
import type { ListFacts } from './define-rule';

/** A backing and the host that it is on. */
export interface PlacedBacking {
  readonly backing: Backing;
  readonly host: Host;
  readonly pageSize: bigint;
}

/** Every backing of a file, each once. */
export function backingsIn({ facts }: ListFacts): readonly PlacedBacking[] {
  return [...facts.backings.values()].map((backing) => ({ backing, host: facts.host, pageSize: facts.host.pageSize }));
}
