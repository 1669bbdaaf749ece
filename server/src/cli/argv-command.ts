import type { Analysis } from '../features/analysis';
import { commandLineText } from '../features/libvirt/command-line-text';
import { memoryPart } from '../features/libvirt/memory-part';
import { refusalOf } from '../features/libvirt/refusal-of';
import type { DomainFacts } from '../rules/libvirt/domain-facts';
import { optionJson } from '../syntax/qemu/write-option';
import { rangeOf } from '../text/block-index';
import { readInputOptions } from './input-options';
import { readAnalysis } from './read-analysis';
import { readFiles } from './read-files';
import { printable } from './terminal';
import type { KnownFile } from './write-files';
import { writeReport } from './write-report';

/**
 * `memslot argv`: the memory part of the command line that libvirt starts the QEMU of each domain with. Of a domain that
 * libvirt refuses, what is known of it; the reason goes to standard error, and the exit code is 1.
 */
export async function argvCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('argv', argv);
  let refused = false;
  const domainsOf = ({ file, known: analysis, warn }: KnownFile<Analysis>): readonly PlacedDomain[] => {
    if (analysis.dialect !== 'libvirt') return [];
    return analysis.domains.map((domain) => {
      const line = rangeOf(domain.prepared.domain.element.startTag, analysis.index)!.start.line + 1;
      const refusal = refusalOf(domain, analysis);
      if (refusal !== undefined) {
        refused = true;
        warn(`${file}:${line}: libvirt refuses this domain: ${refusal}`);
      }
      return { line, domain };
    });
  };
  const { unread } = await writeReport(options, {
    list: 'domains',
    read: (files) => readFiles(files, (file) => readAnalysis(file, options)),
    json: (input) =>
      domainsOf(input).map(
        ({ line, domain }) =>
          `{"file":${JSON.stringify(input.file)},"line":${line},"options":[${optionsJson(domain)}]}`,
      ),
    text: (input) =>
      domainsOf(input)
        .map(({ line, domain }) => `# ${printable(input.file)}:${line}\n${commandLineText(domain)}`)
        .join('\n') || `# ${printable(input.file)}: no domain of libvirt\n`,
    between: '\n',
  });
  if (unread > 0) return 2;
  return refused ? 1 : 0;
}

interface PlacedDomain {
  /** Of `<domain>`, from 1. */
  readonly line: number;
  readonly domain: DomainFacts;
}

function optionsJson(domain: DomainFacts): string {
  return memoryPart(domain)
    .map((group) => {
      const value = optionJson(group);
      return `{"option":${JSON.stringify(`-${group.option}`)}${value === undefined ? '' : `,"value":${value}`}}`;
    })
    .join(',');
}
