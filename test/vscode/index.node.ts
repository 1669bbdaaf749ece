import Mocha from 'mocha';
import { runMocha } from './run-mocha';

/** The suite in the node extension host: what VS Code calls when this bundle is its extensionTestsPath. */
export async function run(): Promise<void> {
  // A whole editor with its own timing is under test: a case that fails has a second try.
  const mocha = new Mocha({
    ui: 'tdd',
    timeout: 60_000,
    retries: 1,
    reporter: 'spec',
    color: !!process.env.FORCE_COLOR,
  });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await import('./suite/all');
  await runMocha(mocha);
}
