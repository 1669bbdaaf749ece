import { type BuildOptions, build } from 'esbuild';
import { importScript } from './import-script';

interface Scripts {
  readonly bundles: (options: { readonly production: boolean }) => {
    readonly shipped: readonly (BuildOptions & { readonly name: string })[];
  };
}

/** Makes one of the bundles that are shipped, or one of another entry point with the same options. */
export async function bundleAsShipped(bundleName: string, outfile: string, entryPoint?: string): Promise<string> {
  const { bundles } = await importScript<Scripts>('bundles.mjs');
  const options = bundles({ production: true }).shipped.find(({ name }) => name === bundleName);
  if (!options) throw new Error(`scripts/bundles.mjs has no ${bundleName}.`);
  const { name: _, ...known } = options;
  await build({ ...known, ...(entryPoint !== undefined && { entryPoints: [entryPoint] }), outfile });
  return outfile;
}
