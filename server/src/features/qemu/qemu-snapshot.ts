import type { HostProfile } from '../../model/qemu/host-profile';
import { QEMU_TARGETS, type QemuTarget } from '../../model/qemu/machine-type';
import type { Edit, Finding } from '../../rules/define-rule';
import { insertLineBefore } from '../../rules/edits';
import { diagnoseQemu } from '../../rules/qemu/diagnose-qemu';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import { silenceQemu } from '../../rules/qemu/silence-qemu';
import type { MachineSimulation } from '../../simulation/simulate';
import type { QemuDialect } from '../../syntax/detect-qemu';
import type { ArgumentList } from '../../syntax/qemu/argument-list';
import type { Block } from '../../text/block';
import { type BlockIndex, indexBlocks } from '../../text/block-index';
import type { Span } from '../../text/span';
import type { TextLines } from '../../text/text-lines';
import { wordText } from '../../text/word';
import type { DocumentAnalysis, OtherPlace, TextChange } from '../document-analysis';
import type { Settings } from '../settings';
import { type FileResolver, type IncludedFile, NO_FILES } from './included-file';
import { rangeAt } from './qemu-place';
import { type QemuInvocation, type QemuSource, readQemuSource } from './qemu-source';
import { inclusionOf, showFinding } from './show-finding';
import { type Inclusion, inclusionsOf, readsFile, spliceFiles } from './splice-files';
import { type StartedOthers, startOthers } from './start-others';
import { startQemu } from './start-qemu';
import { writtenFiles } from './written-files';

/** One version of a text that starts QEMU, with everything that is known of it. */
export interface QemuSnapshot extends DocumentAnalysis {
  readonly dialect: 'qemu';
  readonly settings: Settings;
  readonly source: QemuSource;
  readonly machines: readonly QemuMachine[];
  /** The files that its commands have QEMU read, by their paths as written. `undefined`: it could not be had. */
  readonly files: ReadonlyMap<string, IncludedFile | undefined>;
  readonly found: FoundInQemu;
  /** The other hypervisors that a script starts. */
  readonly others: StartedOthers | undefined;
}

/** What the rules find in the machines of a text: for all versions in which these are the same, worked out when first asked for. */
interface FoundInQemu {
  all: readonly Finding[] | undefined;
}

/** One QEMU, and the command that starts it. */
export interface QemuMachine extends QemuFacts {
  readonly list: ArgumentList;
  /** What it was read from. */
  readonly invocation: QemuInvocation;
  /** The files that count for it. */
  readonly inclusions: readonly Inclusion[];
}

/**
 * Analyses a text in one of QEMU's dialects, with the files that it names as far as `resolve` gives them. What did not
 * change is taken over from `previous`.
 */
export function createQemuSnapshot(
  text: TextLines,
  settings: Settings,
  dialect: QemuDialect,
  previous?: QemuSnapshot,
  resolve: FileResolver = NO_FILES,
): QemuSnapshot {
  const source = readQemuSource(text, dialect, previous?.source);
  const before = previous?.settings === settings ? previous : undefined;
  const known = new Map(before?.machines.map((machine) => [machine.invocation, machine]));
  const files = new Map<string, IncludedFile | undefined>();
  const include = includeInto(files, resolve);
  const names = dialect === 'shell' && source.invocations.some(({ options }) => options.some(readsFile));
  const written = names ? writtenFiles(text) : undefined;
  const machines = source.invocations.map((invocation) => {
    const machine = known.get(invocation);
    const inclusions = inclusionsOf(invocation, include, written);
    const same = machine?.inclusions.every(({ file }, i) => file === inclusions[i]?.file);
    return machine && same ? machine : start(invocation, settings, inclusions);
  });
  const others = source.others && startOthers(source.others, settings, before?.others);
  const found = foundBefore(machines, source, others, before) ?? { all: undefined };
  return new AnalysedQemu(text, settings, source, machines, files, found, others);
}

/** Made by a class: what an object with a getter of its own refers to, V8 keeps until it next collects all garbage. */
class AnalysedQemu implements QemuSnapshot {
  readonly dialect = 'qemu';
  readonly index: BlockIndex;
  readonly simulations: readonly MachineSimulation[];
  private silenced: readonly Finding[] | undefined;

  constructor(
    readonly text: TextLines,
    readonly settings: Settings,
    readonly source: QemuSource,
    readonly machines: readonly QemuMachine[],
    readonly files: ReadonlyMap<string, IncludedFile | undefined>,
    readonly found: FoundInQemu,
    readonly others: StartedOthers | undefined,
  ) {
    this.index = indexBlocks(source.blocks);
    const started = machines.flatMap(({ simulation }) => simulation ?? []);
    this.simulations = others ? [...started, ...others.simulations] : started;
  }

  get findings(): readonly Finding[] {
    const { found, source, settings } = this;
    found.all ??= diagnose(this);
    this.silenced ??= silenceQemu(found.all, source.blocks, settings.severities);
    return this.silenced;
  }

  after(changes: readonly TextChange[]): QemuSnapshot {
    const last = changes[changes.length - 1];
    if (!last) return this;
    return createQemuSnapshot(last.text, this.settings, this.source.dialect, this, (path) => this.files.get(path));
  }

  findingsOf(block: Block): readonly Finding[] {
    return this.findings.filter(({ report }) => report.span.block === block);
  }

  elsewhere(span: Span): OtherPlace | undefined {
    const inclusions = this.machines.flatMap((machine) => machine.inclusions);
    const file = inclusionOf(span, inclusions)?.file;
    const range = file && rangeAt(file, span);
    return range && { file: file.name, range };
  }

  /** A comment behind a command that goes on in the next line would end it. */
  comment({ block }: Span, directive: string): Edit {
    return insertLineBefore(block, `# ${directive}`);
  }
}

/** What is known to be found. */
function foundBefore(
  machines: readonly QemuMachine[],
  { problems }: QemuSource,
  others: StartedOthers | undefined,
  before: QemuSnapshot | undefined,
): FoundInQemu | undefined {
  if (
    !before ||
    before.others !== others ||
    before.source.problems !== problems ||
    before.machines.length !== machines.length
  )
    return undefined;
  return machines.every((machine, i) => machine === before.machines[i]) ? before.found : undefined;
}

/**
 * So many lines of other files count for a document, those that are read several times each time: what a few words of it
 * name can be a thousand times as long.
 */
const MOST_INCLUDED_LINES = 50_000;

/** Asks for each file once, and writes down which it was. */
function includeInto(files: Map<string, IncludedFile | undefined>, resolve: FileResolver): FileResolver {
  let room = MOST_INCLUDED_LINES;
  return (path) => {
    if (!files.has(path)) files.set(path, resolve(path));
    const file = files.get(path);
    room -= file?.text.lineCount ?? 0;
    return room < 0 ? undefined : file;
  };
}

function start(invocation: QemuInvocation, { qemu }: Settings, inclusions: readonly Inclusion[]): QemuMachine {
  const { list } = invocation;
  const { version, versionIsGiven, host } = qemu;
  const setting = { version, versionIsGiven, target: targetOf(list, host), host };
  const facts = startQemu(
    spliceFiles(invocation, inclusions),
    list.program.span,
    setting,
    (span) => inclusionOf(span, inclusions)?.span ?? span,
  );
  return { list, invocation, inclusions, ...facts };
}

function diagnose({ source, machines, settings, others }: QemuSnapshot): readonly Finding[] {
  const said = new Map<IncludedFile, ReadonlySet<string>>();
  const saidInFile = (file: IncludedFile, finding: Finding): boolean => {
    const keys = said.get(file) ?? new Set(findingsAlone(file, settings).map((own) => keyOf(own, file)));
    said.set(file, keys);
    return keys.has(keyOf(finding, file));
  };
  return diagnoseQemu({
    problems: source.problems,
    machines,
    others,
    show: (finding, { inclusions }) => showFinding(finding, inclusions, saidInFile),
  });
}

/** What is found in a file that nothing reads, its suppressions not applied: what they silence is not said elsewhere. */
function findingsAlone({ source }: IncludedFile, settings: Settings): readonly Finding[] {
  const machines = source.invocations.map((invocation) => start(invocation, settings, []));
  return diagnoseQemu({ problems: source.problems, machines });
}

function keyOf({ rule, report: { span } }: Finding, { index }: IncludedFile): string {
  return `${rule.id} ${index.lineOf(span.block)} ${span.start} ${span.end}`;
}

/** The guest architecture: from the program's name, or the host's own for `qemu-kvm` and `kvm`. */
function targetOf({ program }: ArgumentList, host: HostProfile): QemuTarget | undefined {
  const name = wordText(program)?.split('/').at(-1);
  const named = QEMU_TARGETS.find((target) => name === `qemu-system-${target}`);
  return named ?? QEMU_TARGETS.find((target) => target === host.arch);
}
