import type { VmmConfiguration, VmmMachine } from '../../model/vmm/vmm-configuration';
import type { Edit, Finding } from '../../rules/define-rule';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import { diagnoseVmm } from '../../rules/vmm/diagnose-vmm';
import type { VmmFacts } from '../../rules/vmm/vmm-facts';
import { type MachineSimulation, simulateMachine } from '../../simulation/simulate';
import type { VmmKind } from '../../syntax/detect-vmm';
import type { Block } from '../../text/block';
import { type BlockIndex, indexBlocks } from '../../text/block-index';
import type { Span } from '../../text/span';
import type { TextLines } from '../../text/text-lines';
import type { DocumentAnalysis, TextChange } from '../document-analysis';
import { startQemu } from '../qemu/start-qemu';
import type { Settings } from '../settings';
import { backendMemory } from './backend-memory';
import { VMM_FORMATS } from './vmm-formats';

/** One version of a file of another hypervisor, with everything that is known of it. */
export interface VmmSnapshot extends DocumentAnalysis, VmmFacts {
  readonly dialect: 'vmm';
  readonly kind: VmmKind;
  readonly settings: Settings;
  /** The whole text. */
  readonly block: Block;
}

/** Analyses such a file from scratch: they are small. */
export function createVmmSnapshot(text: TextLines, kind: VmmKind, settings: Settings): VmmSnapshot {
  return new AnalysedVmm(text, kind, settings);
}

/** Made by a class: what an object with a getter of its own refers to, V8 keeps until it next collects all garbage. */
class AnalysedVmm implements VmmSnapshot {
  readonly dialect = 'vmm';
  readonly block: Block;
  readonly index: BlockIndex;
  readonly configuration: VmmConfiguration;
  readonly qemus: ReadonlyMap<VmmMachine, QemuFacts>;
  private simulated: readonly MachineSimulation[] | undefined;
  private found: readonly Finding[] | undefined;

  constructor(
    readonly text: TextLines,
    readonly kind: VmmKind,
    readonly settings: Settings,
  ) {
    this.block = { text: text.toString(), lineCount: text.lineCount };
    this.index = indexBlocks([this.block]);
    const read = VMM_FORMATS[kind].read(this.block, settings);
    const started = read.machines.map((machine): readonly [VmmMachine, QemuFacts | undefined] => {
      const { qemu, span, memory } = machine;
      if (!qemu) return [machine, undefined];
      const facts = startQemu(qemu, span, qemu.setting);
      return [
        { ...machine, kvm: facts.simulation?.machine, memory: [...memory, ...backendMemory(facts, qemu)] },
        facts,
      ];
    });
    this.qemus = new Map(started.flatMap(([machine, facts]) => (facts ? [[machine, facts]] : [])));
    this.configuration = { ...read, machines: started.map(([machine]) => machine) };
  }

  get simulations(): readonly MachineSimulation[] {
    this.simulated ??= this.configuration.machines.flatMap(
      (machine) => this.qemus.get(machine)?.simulation ?? (machine.kvm ? simulateMachine(machine.kvm) : []),
    );
    return this.simulated;
  }

  get findings(): readonly Finding[] {
    this.found ??= diagnoseVmm(this, this.settings.severities);
    return this.found;
  }

  after(changes: readonly TextChange[]): VmmSnapshot {
    const last = changes[changes.length - 1];
    return last ? createVmmSnapshot(last.text, this.kind, this.settings) : this;
  }

  findingsOf(): readonly Finding[] {
    return this.findings;
  }

  comment(place: Span, directive: string): Edit | undefined {
    return VMM_FORMATS[this.kind].comment?.(place, directive);
  }
}
