import { includeFile } from '../../server/src/features/qemu/included-file';
import { inclusionsOf, spliceFiles } from '../../server/src/features/qemu/splice-files';
import { type StartedMachine, startMachine } from '../../server/src/layout/qemu/start-machine';
import { readConfiguration } from '../../server/src/model/qemu/configuration';
import type { HostProfile } from '../../server/src/model/qemu/host-profile';
import { QEMU_TARGETS } from '../../server/src/model/qemu/machine-type';
import { NEWEST_QEMU, type QemuVersion } from '../../server/src/model/qemu/qemu-version';
import { readOptions } from '../../server/src/syntax/qemu/read-options';
import type { Block } from '../../server/src/text/block';
import type { Problem } from '../../server/src/text/problem';
import { spanOf } from '../../server/src/text/span';
import { TextLines } from '../../server/src/text/text-lines';
import { literalWord, type Word } from '../../server/src/text/word';

/**
 * Runs the words of a command line, the program first, through the readers and the machine. `files`: the texts that
 * -readconfig reads, by name.
 */
export function startWords(
  argv: readonly string[],
  host: HostProfile = {},
  version: QemuVersion = NEWEST_QEMU,
  files: Readonly<Record<string, string>> = {},
): { machine: StartedMachine; problems: readonly Problem[] } {
  const block: Block = { text: argv.join(' '), lineCount: 1 };
  let at = 0;
  const words = argv.map((text): Word => {
    const word = literalWord(text, spanOf(block, at, at + text.length));
    at += text.length + 1;
    return word;
  });
  const list = { block, program: words[0]!, arguments: words.slice(1), complete: true };
  const invocation = { list, ...readOptions(list) };
  const inclusions = inclusionsOf(invocation, (name) => {
    const text = files[name];
    return text === undefined ? undefined : includeFile(name, TextLines.of(text));
  });
  const reading = spliceFiles(invocation, inclusions);
  const target = QEMU_TARGETS.find((name) => argv[0] === `qemu-system-${name}`);
  const setting = { version, versionIsGiven: true, target, host };
  const config = readConfiguration(reading.options, words[0]!.span, reading.complete, setting);
  return { machine: startMachine(config), problems: reading.problems };
}
