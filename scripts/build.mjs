// npm run build [-- --production] [-- --no-suites] [-- --watch]
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { bundles } from './bundles.mjs';
import { inRoot, ROOT } from './root.mjs';

/**
 * Makes dist/ (what is shipped) and out/ (the in-editor suites, esbuild's metafiles).
 * @param {{ production?: boolean, suites?: boolean }} options
 */
export async function build({ production = false, suites = true } = {}) {
  const esbuild = await import('esbuild');
  const all = bundles({ production });
  mkdirSync(inRoot('out', 'meta'), { recursive: true });
  const wanted = [...all.shipped, ...(suites && existsSync(inRoot('test/vscode')) ? all.suites : [])];
  const written = await Promise.all(
    wanted.map(async ({ name, ...options }) => {
      const { metafile } = await esbuild.build(options);
      writeFileSync(inRoot('out', 'meta', `${name}.json`), JSON.stringify(metafile));
      return Object.keys(metafile?.outputs ?? {});
    }),
  );
  chmodSync(inRoot('dist/server/cli.js'), 0o755);
  removeOthers(new Set(written.flat()));
  writeRulePages();
}

/**
 * Removes the bundles and maps of earlier builds. Not the whole folder beforehand: an editor may be running what is in it.
 * @param {ReadonlySet<string>} written
 */
function removeOthers(written) {
  for (const folder of ['dist/client', 'dist/server'])
    for (const name of readdirSync(inRoot(folder)))
      if (!written.has(`${folder}/${name}`)) rmSync(inRoot(folder, name), { recursive: true });
  rmSync(inRoot('dist/rules'), { recursive: true, force: true });
}

/** dist/rules: the pages are made of the rules themselves, which are TypeScript. */
function writeRulePages() {
  const generate = ['--import', 'tsx', 'scripts/generate.ts', '--pages'];
  const { status } = spawnSync(process.execPath, generate, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('The pages of the rules could not be written.');
}

/** Bundles again whenever a source changes, until the process is ended. */
async function watch() {
  const esbuild = await import('esbuild');
  await build();
  const { shipped, suites } = bundles();
  for (const { name, ...options } of [...shipped, ...suites]) {
    const report = {
      name: 'report',
      /** @param {import('esbuild').PluginBuild} b */
      setup: (b) => {
        b.onStart(() => console.log(`[watch] ${name} started`));
        b.onEnd(() => console.log(`[watch] ${name} finished`));
      },
    };
    await (await esbuild.context({ ...options, plugins: [...(options.plugins ?? []), report] })).watch();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({
    options: {
      production: { type: 'boolean' },
      watch: { type: 'boolean' },
      'no-suites': { type: 'boolean' },
    },
  });
  try {
    if (values.watch) await watch();
    else await build({ production: values.production, suites: !values['no-suites'] });
  } catch (error) {
    // esbuild has printed its own errors already.
    if (!(error instanceof Error && 'errors' in error)) console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
