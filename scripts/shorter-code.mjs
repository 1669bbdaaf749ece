import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Has terser go over what esbuild has minified. It names the same things in every function alike, which esbuild does not,
 * so that the text repeats itself more: three bytes of a hundred in the package.
 * @param {{ toplevel?: boolean }} options  toplevel: nobody else sees the names that stand outside of all functions
 * @returns {import('esbuild').Plugin}
 */
export function shorterCode({ toplevel = false } = {}) {
  return {
    name: 'shorter-code',
    setup({ initialOptions, onEnd }) {
      initialOptions.write = false;
      onEnd(async ({ outputFiles = [] }) => {
        const { minify } = await import('terser');
        for (const { path: file, text } of outputFiles) {
          const { code = '' } = await minify(text, {
            ecma: 2022,
            toplevel,
            // A function put in the place of its call would be made anew with every call of what is around it.
            compress: { reduce_funcs: false, inline: 1 },
            // One character beyond ASCII, and the engine keeps the whole text in twice the memory.
            format: { ascii_only: true },
          });
          await mkdir(path.dirname(file), { recursive: true });
          await writeFile(file, code);
        }
      });
    },
  };
}
