import process from 'node:process';
import { isMainThread } from 'node:worker_threads';
import { checkWorker } from './cli/check-worker';
import { runCommand } from './cli/run-command';

// Worker threads run this very file.
if (isMainThread) main();
else checkWorker();

function main(): void {
  // Whoever reads the output may have enough of it before its end, as `head` does.
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 2));

  // Not process.exit(): what is written to a pipe has to arrive first.
  void runCommand(process.argv.slice(2)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`memslot: this is a mistake of Memslot: ${error instanceof Error ? error.stack : error}\n`);
      process.exitCode = 3;
    },
  );
}
