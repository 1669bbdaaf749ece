import type { OptionGroup } from '../../syntax/qemu/argument-list';
import type { Problem } from '../../text/problem';
import type { Span } from '../../text/span';
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
export interface SplicedOptions {
  readonly options: readonly OptionGroup[];
  readonly problems: readonly Problem[];
  /** False: there may be options that cannot be known. */
  readonly complete: boolean;
  /** In the order of the command. */
  readonly inclusions: readonly Inclusion[];
}

/**
 * Puts the groups of every file that -readconfig names in the place of that option: QEMU reads the file right there, and
 * appends its groups to the same lists that the options of the command line go to. A file cannot name another one.
 * (system/vl.c: qemu_init, qemu_parse_config_group)
 */
export function spliceFiles({ options, problems, complete }: QemuInvocation, resolve: FileResolver): SplicedOptions {
  const inclusions: Inclusion[] = [];
  const spliced: OptionGroup[] = [];
  const found = [...problems];
  for (const group of options) {
    spliced.push(group);
    // A group [readconfig] of a file is none: QEMU has no such group.
    if (group.option !== 'readconfig' || group.carrier !== 'command-line') continue;
    const inclusion = include(group, resolve);
    inclusions.push(inclusion);
    const { file } = inclusion;
    if (!file) complete = false;
    for (const { options: groups, problems: wrong } of file?.source.invocations ?? []) {
      for (const each of groups) spliced.push(each);
      for (const problem of wrong) found.push(problem);
    }
  }
  return { options: spliced, problems: found, complete, inclusions };
}

function include({ entries, span }: OptionGroup, resolve: FileResolver): Inclusion {
  const value = entries[0]?.value;
  const path = value?.kind === 'text' ? wordText(value.word) : undefined;
  return { span, path, file: path ? resolve(path) : undefined };
}
