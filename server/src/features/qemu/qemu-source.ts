import { readArgs } from '../../syntax/args/read-args';
import type { QemuDialect } from '../../syntax/detect-qemu';
import { readHmp } from '../../syntax/hmp/read-hmp';
import type { ArgumentList, OptionGroup } from '../../syntax/qemu/argument-list';
import { readOptions } from '../../syntax/qemu/read-options';
import { readQmp } from '../../syntax/qmp/read-qmp';
import { readReadconfig } from '../../syntax/readconfig/read-readconfig';
import { isCloudHypervisor } from '../../syntax/shell/is-cloud-hypervisor';
import { readShell } from '../../syntax/shell/read-shell';
import type { Block } from '../../text/block';
import type { Problem } from '../../text/problem';
import { type Span, spanOf } from '../../text/span';
import type { TextLines } from '../../text/text-lines';
import { literalWord, wordText } from '../../text/word';

/** A text that defines the memory of QEMU machines, whatever it is written in, as its reader gives it. */
export interface QemuSource {
  readonly dialect: QemuDialect;
  /** The document's blocks, in order. */
  readonly blocks: readonly Block[];
  /** What is wrong with the text itself, not with one of the machines. */
  readonly problems: readonly Problem[];
  readonly invocations: readonly QemuInvocation[];
  /** Commands that start another hypervisor. */
  readonly others?: readonly ArgumentList[];
  /** What the reader keeps for the next version of the text. */
  readonly file: unknown;
}

/** The options of one QEMU. */
export interface QemuInvocation {
  /** The command that starts it; one without words for files that only hold options. */
  readonly list: ArgumentList;
  readonly options: readonly OptionGroup[];
  /** What QEMU refuses while it takes the options apart. */
  readonly problems: readonly Problem[];
  /** False: there may be options that cannot be known. */
  readonly complete: boolean;
}

/** Reads a text. Of an earlier version, whatever did not change stays the same object. */
export function readQemuSource(text: TextLines, dialect: QemuDialect, previous?: QemuSource): QemuSource {
  const before = previous?.dialect === dialect ? previous : undefined;
  switch (dialect) {
    case 'shell': {
      const file = readShell(text, before?.file as ReturnType<typeof readShell> | undefined);
      return {
        dialect,
        file,
        blocks: file.blocks,
        problems: file.problems,
        ...commandsOf(file.commands, before),
      };
    }
    case 'args': {
      const file = readArgs(text, before?.file as ReturnType<typeof readArgs> | undefined);
      return { dialect, file, blocks: file.blocks, problems: NONE, invocations: invocationsOf(file.commands, before) };
    }
    case 'readconfig': {
      const file = readReadconfig(text, before?.file as ReturnType<typeof readReadconfig> | undefined);
      return { dialect, file, blocks: file.blocks, problems: NONE, invocations: optionsOnly(file, before) };
    }
    case 'hmp': {
      const file = readHmp(text, before?.file as ReturnType<typeof readHmp> | undefined);
      return { dialect, file, blocks: file.blocks, problems: NONE, invocations: optionsOnly(file, before) };
    }
    case 'qmp': {
      const file = readQmp(text, before?.file as ReturnType<typeof readQmp> | undefined);
      return { dialect, file, blocks: file.blocks, problems: NONE, invocations: optionsOnly(file, before) };
    }
  }
}

const NONE: readonly Problem[] = [];

/** The commands of a script by what they start. */
function commandsOf(
  commands: readonly ArgumentList[],
  before: QemuSource | undefined,
): Pick<QemuSource, 'invocations' | 'others'> {
  const others = commands.filter(({ program }) => isCloudHypervisor(wordText(program) ?? ''));
  if (others.length === 0) return { invocations: invocationsOf(commands, before) };
  const isOther = new Set(others);
  const qemus = commands.filter((command) => !isOther.has(command));
  return { invocations: invocationsOf(qemus, before), others };
}

/** The commands that start a machine, and do not only ask QEMU what there is. */
function invocationsOf(commands: readonly ArgumentList[], before: QemuSource | undefined): QemuInvocation[] {
  const known = new Map(before?.invocations.map((invocation) => [invocation.list, invocation]));
  return commands.flatMap((list) => {
    const old = known.get(list);
    if (old) return [old];
    const { asksForHelp, ...read } = readOptions(list);
    return asksForHelp ? [] : [{ list, ...read }];
  });
}

/** A file of options, or of commands for a QEMU that runs already: the rest of the machine is described elsewhere. */
function optionsOnly(
  { groups, problems }: { readonly groups: readonly OptionGroup[]; readonly problems: readonly Problem[] },
  before: QemuSource | undefined,
): readonly QemuInvocation[] {
  const old = before?.invocations[0];
  if (old && isSame(old.options, groups) && isSame(old.problems, problems)) return before!.invocations;
  const place: Span | undefined = groups[0]?.span ?? problems[0]?.span;
  if (!place) return [];
  const program = literalWord('', spanOf(place.block, place.start, place.start));
  return [
    {
      list: { block: place.block, program, arguments: [], complete: false },
      options: groups,
      problems,
      complete: false,
    },
  ];
}

function isSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
