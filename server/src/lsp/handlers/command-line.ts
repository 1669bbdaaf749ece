import { commandLineAt } from '../../features/libvirt/command-line-at';
import { COMMAND_LINE, type CommandLineParams, type CommandLineResult } from '../command-line-request';
import type { ServerContext } from '../server-context';

/** memslot/commandLine. */
export function handleCommandLine(context: ServerContext): void {
  context.connection.onRequest(
    COMMAND_LINE,
    async ({ uri, position }: CommandLineParams): Promise<CommandLineResult> => {
      await context.ready(uri);
      const analysis = context.analysisOf(uri);
      if (analysis?.dialect !== 'libvirt') return null;
      return context.guard('command line', null, () => {
        const text = commandLineAt(analysis, position);
        return text === undefined ? null : { text };
      });
    },
  );
}
