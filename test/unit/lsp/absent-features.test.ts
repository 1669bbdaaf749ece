import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { clientAbilities } from '../../../server/src/lsp/client-abilities';
import { serverCapabilities } from '../../../server/src/lsp/handlers/registry';

interface AbsentFeatures {
  readonly ABSENT_FEATURES: readonly { readonly capability: string }[];
}

const FILE = path.join(__dirname, '..', '..', '..', 'scripts', 'absent-features.mjs');

/** To an editor such as VS Code. */
const OFFERED = serverCapabilities(clientAbilities({ textDocument: { rename: { prepareSupport: true } } }), 'utf-16');

/** The value of `workspace.fileOperations` and the like. */
function capability(name: string): unknown {
  const step = (value: unknown, key: string) => (value as Record<string, unknown> | undefined)?.[key];
  return name.split('.').reduce(step, OFFERED as unknown);
}

test('the client has what the server offers', async () => {
  const { ABSENT_FEATURES }: AbsentFeatures = await import(pathToFileURL(FILE).href);
  assert.equal(capability('renameProvider.prepareProvider'), true);
  const wanted = ABSENT_FEATURES.filter((feature) => capability(feature.capability) !== undefined);
  assert.deepEqual(wanted, [], 'to be taken out of scripts/absent-features.mjs');
});
