import 'mocha/mocha';
import { runMocha } from './run-mocha';

/** The suite in the web extension host, a worker without a server behind it: one bundle with mocha's browser build. */
export async function run(): Promise<void> {
  mocha.setup({
    ui: 'tdd',
    timeout: 60_000,
    retries: 1,
    reporter: 'spec',
    color: false,
  } as Mocha.MochaOptions as never);
  await import('./suite/all');
  await runMocha(mocha);
}
