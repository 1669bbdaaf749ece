import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { before, test } from 'node:test';
import { build, type OnLoadArgs, type OnLoadResult } from 'esbuild';

/** A layer imports only from itself and from those before it. */
const LAYERS = ['text', 'syntax', 'model', 'layout', 'simulation', 'rules', 'features', 'lsp', 'main'];

/** Layers that may be asynchronous, read files and know the platform. */
const OUTER = new Set(['lsp', 'main']);

/** What dialects have in common, the simpler first: JSON, in which QEMU takes options too, and QEMU's options. */
const SHARED_SYNTAX = ['json', 'qemu'];

const ROOT = path.join(__dirname, '..', '..');

interface Import {
  readonly from: string;
  readonly to: string;
}

let files: readonly string[] = [];
let imports: readonly Import[] = [];

before(async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: readdirSync(path.join(ROOT, 'server/src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `server/src/${name}`),
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'out',
    platform: 'node',
    packages: 'external',
    external: ['./main.js'],
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    plugins: [{ name: 'imports-of-types', setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, readWithTypes) }],
    logLevel: 'silent',
  });
  files = Object.keys(metafile.inputs);
  imports = Object.entries(metafile.inputs).flatMap(([from, { imports }]) =>
    imports.map(({ path }) => ({ from, to: path })),
  );
});

/** A layer depends on what it takes types from, too; esbuild would leave these imports out. */
async function readWithTypes({ path }: OnLoadArgs): Promise<OnLoadResult> {
  const text = await readFile(path, 'utf8');
  return { contents: text.replace(/^(import|export) type (?=[{*])/gm, '$1 '), loader: 'ts' };
}

test('esbuild sees every layer', () => {
  const seen = new Set(files.map(layerOf));
  assert.deepEqual(
    LAYERS.filter((layer) => !seen.has(layer)),
    [],
  );
});

test('a layer imports only from those before it', () => {
  const upward = imports.filter(({ from, to }) => {
    const importer = layerOf(from);
    const imported = layerOf(to);
    return imported !== undefined && LAYERS.indexOf(imported) > LAYERS.indexOf(importer ?? 'text');
  });
  assert.deepEqual(upward, []);
});

test('every file of the server belongs to a layer', () => {
  assert.deepEqual(
    files.filter((file) => layerOf(file) === undefined),
    [],
  );
});

test('a dialect imports no other dialect', () => {
  const across = imports.filter(({ from, to }) => {
    const importer = dialectOf(from);
    const imported = dialectOf(to);
    if (importer === undefined || imported === undefined || importer === imported) return false;
    return importer === 'memslots' || !sharedBefore(importer).includes(imported);
  });
  assert.deepEqual(across, []);
});

test('nothing but the outer layers knows Node or the protocol', () => {
  const foreign = imports.filter(
    ({ from, to }) =>
      !OUTER.has(layerOf(from) ?? 'main') && (isBuiltin(to) || to.startsWith('vscode') || to.startsWith('client/')),
  );
  assert.deepEqual(foreign, []);
});

test('of the library for servers and of the whole protocol only types are taken: the bundle would have them', async () => {
  const sources = await Promise.all(files.map(async (file) => [file, await readFile(path.join(ROOT, file), 'utf8')]));
  const taken = sources.flatMap(([file, text = '']) => {
    const values = /^(?:import|export) (?!type )[^;]*? from 'vscode-languageserver(?:-protocol)?(?:\/\w+)?';$/gm;
    return [...text.matchAll(values)].map(([statement]) => ({ file, statement }));
  });
  assert.deepEqual(taken, [], 'the values of enumerations are in vscode-languageserver-types');
});

function layerOf(file: string): string | undefined {
  const [first, second] = /^server\/src\/([^/]+)(\/)?/.exec(file)?.slice(1) ?? [];
  if (first === undefined) return undefined;
  if (second === undefined || first === 'cli') return 'main';
  return LAYERS.includes(first) ? first : undefined;
}

function sharedBefore(dialect: string): readonly string[] {
  const rank = SHARED_SYNTAX.indexOf(dialect);
  return rank < 0 ? SHARED_SYNTAX : SHARED_SYNTAX.slice(0, rank);
}

function dialectOf(file: string): string | undefined {
  return /^server\/src\/syntax\/([^/]+)\//.exec(file)?.[1];
}
