import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

/** The command line, built from the sources as they are, with a folder of its own for files. */
export interface BuiltCommandLine {
  /** The folder of its own, in which it runs. */
  readonly folder: string;
  /** Writes a file, in folders below if its name says so, and gives its path. */
  readonly write: (name: string, content: string | Uint8Array) => string;
  readonly run: (
    args: readonly string[],
    input?: string | Uint8Array,
  ) => { stdout: string; stderr: string; status: number | null };
  readonly remove: () => void;
}

export async function buildCommandLine(): Promise<BuiltCommandLine> {
  const folder = mkdtempSync(path.join(tmpdir(), 'memslot-cli-'));
  const outfile = path.join(folder, 'cli.js');
  await build({
    entryPoints: [path.join(__dirname, '..', 'server', 'src', 'cli.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['./main.js'],
    define: { MEMSLOT_VERSION: '"test"' },
    logLevel: 'warning',
  });
  return {
    folder,
    write(name, content) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    run(args, input) {
      const { stdout, stderr, status } = spawnSync(process.execPath, [outfile, ...args], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        cwd: folder,
        ...(input !== undefined && { input }),
      });
      return { stdout, stderr, status };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
