import process from 'node:process';
import { argvCommand } from './argv-command';
import { budgetCommand } from './budget-command';
import { checkCommand } from './check-command';
import { COMMAND_TABLE } from './command-table';
import { compareCommand } from './compare-command';
import { completionCommand } from './completion-command';
import { explainCommand } from './explain-command';
import { helpText } from './help-text';
import { hostCommand } from './host-command';
import { layoutCommand } from './layout-command';
import { mapCommand } from './map-command';
import { rulesCommand } from './rules-command';
import { simulateCommand } from './simulate-command';
import { traceCommand } from './trace-command';
import { UsageError } from './usage-error';

/** The version, set by the build. */
declare const MEMSLOT_VERSION: string;

/** Runs the command line and says how it ended: 0, 1 (an error was found) or 2 (wrong use, unreadable file). What it throws is a mistake of its own. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  const words = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  try {
    if (words.includes('--help') || words.includes('-h')) return help(command);
    switch (command) {
      case 'simulate':
        return await simulateCommand(rest);
      case 'check':
        return await checkCommand(rest);
      case 'layout':
        return await layoutCommand(rest);
      case 'map':
        return await mapCommand(rest);
      case 'trace':
        return await traceCommand(rest);
      case 'compare':
        return await compareCommand(rest);
      case 'argv':
        return await argvCommand(rest);
      case 'budget':
        return await budgetCommand(rest);
      case 'host':
        return hostCommand(rest);
      case 'rules':
        return rulesCommand(rest);
      case 'explain':
        return await explainCommand(rest);
      case 'completion':
        return completionCommand(rest);
      case 'lsp':
        return serve(rest);
      case '--version':
      case '-v':
        process.stdout.write(`memslot ${MEMSLOT_VERSION}\n`);
        return 0;
      case '--help':
      case '-h':
      case 'help':
        return help(rest[0]);
      case undefined:
        process.stderr.write(helpText());
        return 2;
      default:
        throw new UsageError(`There is no command '${command}'; 'memslot --help' lists them.`);
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`memslot: ${error.message}\n`);
    return 2;
  }
}

/** What there is, or what there is of one command. */
function help(command: string | undefined): number {
  process.stdout.write(helpText(COMMAND_TABLE.commands.find(({ name }) => name === command)));
  return 0;
}

/** Hands over to the language server, which stands beside this file. */
function serve(rest: readonly string[]): number {
  const unknown = rest.find((word) => !/^--(?:stdio|node-ipc|socket=\d+|pipe=.+|clientProcessId=\d+)$/.test(word));
  if (unknown)
    throw new UsageError(`'memslot lsp' does not know '${unknown}'; it takes --stdio, --pipe=NAME or --socket=PORT.`);
  if (rest.length === 0) process.argv.push('--stdio');
  require('./main.js');
  return 0;
}
