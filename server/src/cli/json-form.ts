import type { KnownFile, ReportForm } from './write-files';

/** One JSON object with a list of what there is to say about all files. */
export function jsonForm<Known>(list: string, json: (input: KnownFile<Known>) => readonly string[]): ReportForm<Known> {
  return {
    begin: `{"version":1,${JSON.stringify(list)}:[`,
    file: (input) => json(input).join(','),
    between: ',',
    end: () => ']}\n',
    needsFiles: true,
  };
}
