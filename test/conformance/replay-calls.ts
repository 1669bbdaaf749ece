import { type OperationResult, replayMachine } from '../../server/src/simulation/replay';
import type { ChunkedList } from '../../server/src/text/chunked-list';
import { makeHost, makeMachine, makeRegion } from '../unit/simulation/make-machine';

/**
 * A case of `kvm-calls.jsonl`: calls of KVM_SET_USER_MEMORY_REGION2 made one after the other against one VM with two
 * guest_memfds (given by their sizes), most of them faulty in several ways at once: which errno comes back shows the order of
 * KVM's checks.
 */
export interface CallsCase {
  readonly case: string;
  readonly guest_memfds: readonly string[];
  readonly calls: readonly {
    /** The address space in bits 16 and up. */
    readonly slot: number;
    readonly flags: number;
    readonly gpa: string;
    readonly size: string;
    readonly hva: string;
    /** Index into `guest_memfds`. */
    readonly guest_memfd: number;
    readonly guest_memfd_offset: string;
    readonly errno: number;
  }[];
}

/** What is simulated of the calls of a case, on the host on which they were recorded. */
export function replayCalls({ calls, guest_memfds }: CallsCase): ChunkedList<OperationResult> {
  const host = makeHost({ kernel: '6.18', gpaBits: 52 });
  const regions = calls.map((call) =>
    makeRegion({
      as: BigInt(call.slot >>> 16),
      slot: BigInt(call.slot & 0xffff),
      gpa: BigInt(call.gpa),
      size: BigInt(call.size),
      hva: BigInt(call.hva),
      offset: BigInt(call.guest_memfd_offset),
      flags: BigInt(call.flags),
      file: { id: `fd:${call.guest_memfd}`, size: BigInt(guest_memfds[call.guest_memfd]!) },
      // What follows depends on what really happened.
      recorded: BigInt(-call.errno),
    }),
  );
  return replayMachine(makeMachine(regions, { ...host, vmType: 'sw-protected' })).results;
}
