/** What QEMU accepts without a word, and what is as true of what starts it as of a command line. */
export const SILENT_QEMU_RULES: ReadonlySet<string> = new Set([
  'device-not-mapped',
  'dimm-block-size',
  'host-node-ignored',
  'huge-page-demand',
  'node-boundary',
  'vhost-memory-regions',
]);
