import type { StartedMachine } from '../layout/qemu/start-machine';
import { rangeOf } from '../text/block-index';
import type { Analysis } from './analysis';

/** A QEMU that a document starts. */
export interface MachineInDocument {
  /** Of the command, or of `<domain>`, from 1. */
  readonly line: number;
  readonly started: StartedMachine;
}

/** The QEMUs that a document starts, whatever it is written in, in the order of the text. */
export function startedMachines(analysis: Analysis): readonly MachineInDocument[] {
  const { index } = analysis;
  switch (analysis.dialect) {
    case 'qemu':
      return analysis.machines.map(({ list, started }) => ({ line: index.lineOf(list.block)! + 1, started }));
    case 'libvirt':
      return analysis.domains.flatMap(({ prepared, qemu }) =>
        qemu ? { line: rangeOf(prepared.domain.element.startTag, index)!.start.line + 1, started: qemu.started } : [],
      );
    default:
      return [];
  }
}
