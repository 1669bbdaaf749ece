import { startMachine } from '../../layout/qemu/start-machine';
import { readConfiguration } from '../../model/qemu/configuration';
import type { HostProfile } from '../../model/qemu/host-profile';
import { QEMU_TARGETS, type QemuTarget } from '../../model/qemu/machine-type';
import type { Finding } from '../../rules/define-rule';
import { diagnoseQemu } from '../../rules/qemu/diagnose-qemu';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import { kvmMachineOf } from '../../simulation/qemu/kvm-machine';
import { simulateMachine } from '../../simulation/simulate';
import type { QemuDialect } from '../../syntax/detect-qemu';
import type { ArgumentList } from '../../syntax/qemu/argument-list';
import { indexBlocks } from '../../text/block-index';
import type { TextLines } from '../../text/text-lines';
import { wordText } from '../../text/word';
import type { DocumentAnalysis } from '../document-analysis';
import type { Settings } from '../settings';
import { type QemuInvocation, type QemuSource, readQemuSource } from './qemu-source';

/** One version of a text that starts QEMU, with everything that is known of it. */
export interface QemuSnapshot extends DocumentAnalysis {
  readonly dialect: 'qemu';
  readonly settings: Settings;
  readonly source: QemuSource;
  readonly machines: readonly QemuMachine[];
}

/** One QEMU, and the command that starts it. */
export interface QemuMachine extends QemuFacts {
  readonly list: ArgumentList;
  /** What it was read from. */
  readonly invocation: QemuInvocation;
}

/** Analyses a text in one of QEMU's dialects. What did not change is taken over from `previous`. */
export function createQemuSnapshot(
  text: TextLines,
  settings: Settings,
  dialect: QemuDialect,
  previous?: QemuSnapshot,
): QemuSnapshot {
  const source = readQemuSource(text, dialect, previous?.source);
  const known = new Map(
    previous?.settings === settings ? previous.machines.map((machine) => [machine.invocation, machine]) : [],
  );
  const machines = source.invocations.map((invocation) => known.get(invocation) ?? start(invocation, settings));
  let findings: readonly Finding[] | undefined;
  const snapshot: QemuSnapshot = {
    dialect: 'qemu',
    text,
    settings,
    source,
    machines,
    index: indexBlocks(source.blocks),
    simulations: machines.flatMap(({ simulation }) => simulation ?? []),
    get findings() {
      findings ??= diagnoseQemu({ problems: source.problems, machines, blocks: source.blocks }, settings.severities);
      return findings;
    },
    after(changes) {
      const last = changes[changes.length - 1];
      return last ? createQemuSnapshot(last.text, settings, dialect, snapshot) : snapshot;
    },
    findingsOf: (block) => snapshot.findings.filter(({ report }) => report.span.block === block),
    // A comment behind a command that goes on in the next line would end it.
    commentPlace: () => undefined,
  };
  return snapshot;
}

function start(invocation: QemuInvocation, { qemu }: Settings): QemuMachine {
  const { list, options, problems, complete } = invocation;
  const { version, versionIsGiven, host } = qemu;
  const setting = { version, versionIsGiven, target: targetOf(list, host), host };
  const started = startMachine(readConfiguration(options, list.program.span, complete, setting));
  const machine = kvmMachineOf(started);
  return { list, invocation, options, problems, started, simulation: machine && simulateMachine(machine) };
}

/** The guest architecture: from the program's name, or the host's own for `qemu-kvm` and `kvm`. */
function targetOf({ program }: ArgumentList, host: HostProfile): QemuTarget | undefined {
  const name = wordText(program)?.split('/').at(-1);
  const named = QEMU_TARGETS.find((target) => name === `qemu-system-${target}`);
  return named ?? QEMU_TARGETS.find((target) => target === host.arch);
}
