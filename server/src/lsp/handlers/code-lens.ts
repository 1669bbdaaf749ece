import type { CodeLens } from 'vscode-languageserver';
import { featuresOf } from '../../features/features-of';
import { type MachineSpot, summaryText } from '../../features/machine-spots';
import type { ServerContext } from '../server-context';

/** Shows the memory map of a machine: the client's own command, given the document and the machine's position. */
export const SHOW_MAP = 'memslot.showMemoryMap';

/** What a lens is of: it is worked out only when it comes into view. */
interface LensData {
  readonly uri: string;
  readonly machine: number;
}

/** textDocument/codeLens and codeLens/resolve. */
export function handleCodeLens(context: ServerContext): void {
  context.connection.onCodeLens(async ({ textDocument: { uri } }): Promise<CodeLens[]> => {
    await context.ready(uri);
    return spotsOf(uri, context).flatMap(({ position }, machine) => {
      const range = { start: position, end: position };
      const data: LensData = { uri, machine };
      const map = { title: 'map', command: SHOW_MAP, arguments: [uri, position] };
      return [{ range, data }, ...(context.commands.has(SHOW_MAP) ? [{ range, command: map }] : [])];
    });
  });
  context.connection.onCodeLensResolve((lens) => {
    const { uri, machine } = lens.data as LensData;
    const summary = context.guard('code lens', undefined, () => spotsOf(uri, context)[machine]?.summary());
    // Words to read: there is nothing to run.
    return { ...lens, command: { title: summary ? summaryText(summary) : '', command: '' } };
  });
}

function spotsOf(uri: string, context: ServerContext): readonly MachineSpot[] {
  const analysis = context.analysisOf(uri);
  if (!analysis?.settings.codeLens) return [];
  return context.guard('code lenses', [], () => featuresOf(analysis).spots?.(analysis) ?? []);
}
