import process from 'node:process';
import { runCommand } from './cli/run-command';

void runCommand(process.argv.slice(2)).then((code) => {
  // Not process.exit(): what is written to a pipe has to arrive first.
  process.exitCode = code;
});
