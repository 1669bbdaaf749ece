import type { StartedMachine } from '../layout/qemu/start-machine';
import type { Analysis } from './analysis';
import { featuresOf } from './features-of';

/** A QEMU that a document starts. */
export interface MachineInDocument {
  /** Of the command, or of `<domain>`, from 1. */
  readonly line: number;
  readonly started: StartedMachine;
}

/** The QEMUs that a document starts, whatever it is written in, in the order of the text. */
export function startedMachines(analysis: Analysis): readonly MachineInDocument[] {
  return featuresOf(analysis).machines?.(analysis) ?? [];
}
