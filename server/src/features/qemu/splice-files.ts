import type { OptionGroup } from '../../syntax/qemu/argument-list';
import { type Span, spanText } from '../../text/span';
import { wordText } from '../../text/word';
import type { FileResolver, IncludedFile } from './included-file';
import type { QemuInvocation } from './qemu-source';

/** A -readconfig of a command. */
export interface Inclusion {
  /** Where the command names the file. */
  readonly span: Span;
  /** `undefined`: not known. */
  readonly path: string | undefined;
  /** `undefined`: it could not be had. */
  readonly file: IncludedFile | undefined;
}

/** The options of one QEMU with those of the files that it reads. */
export type SplicedOptions = Pick<QemuInvocation, 'options' | 'problems' | 'complete'>;

/** The files that a command has QEMU read, in its order. `written`: words for files that are made only before that. */
export function inclusionsOf(
  { options }: QemuInvocation,
  resolve: FileResolver,
  written: ReadonlySet<string> = NONE,
): readonly Inclusion[] {
  return options.filter(readsFile).map(({ entries, span }) => {
    const value = entries[0]?.value;
    const path = value?.kind === 'text' ? wordText(value.word) : undefined;
    const isMade = path !== undefined && (written.has(path) || written.has(spanText(span).replace(/["']/g, '')));
    return { span, path, file: path && !isMade ? resolve(path) : undefined };
  });
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Puts the groups of every file that -readconfig names in the place of that option: QEMU reads the file right there, and
 * appends its groups to the same lists that the options of the command line go to. A file cannot name another one.
 * (system/vl.c: qemu_init, qemu_parse_config_group)
 */
export function spliceFiles(
  { options, problems, complete }: QemuInvocation,
  inclusions: readonly Inclusion[],
): SplicedOptions {
  if (inclusions.length === 0) return { options, problems, complete };
  const spliced: OptionGroup[] = [];
  const found = [...problems];
  const files = inclusions.values();
  for (const group of options) {
    spliced.push(group);
    if (!readsFile(group)) continue;
    const file: IncludedFile | undefined = files.next().value?.file;
    if (!file) complete = false;
    for (const { options: groups, problems: wrong } of file?.source.invocations ?? []) {
      for (const each of groups) spliced.push(each);
      for (const problem of wrong) found.push(problem);
    }
  }
  return { options: spliced, problems: found, complete };
}

/** Whether an option names a file. A group [readconfig] of a file is none: QEMU has no such group. */
export function readsFile({ option, carrier }: OptionGroup): boolean {
  return option === 'readconfig' && carrier === 'command-line';
}
