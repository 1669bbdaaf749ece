import { seedExamples, seedVmm } from './seeds';
import { textGenerator } from './text-generator';

/** Objects of KubeVirt. */
export const generateKubevirt = textGenerator({
  kind: 'kubevirt',
  seeds: [...seedVmm('kubevirt'), ...seedExamples('vmm')],
  heads: ['', 'apiVersion: kubevirt.io/v1\nkind: VirtualMachineInstance\nspec:\n  domain:\n'],
  atoms: [
    ...['---\n', '...\n', '- ', ': ', '? ', '&a ', '*a', '<<: *a', '!!str ', '|\n', '>-\n', '{', '}', '[', ']', ', '],
    ...['guest: 4Gi', 'memory:', 'pageSize: 2Mi', 'requests:', 'limits: {memory: 1G}', '1e3', '0.1Gi', '500m', '-1Ki'],
    ...['{{ .Values.x }}', '# memslot: ignore', 'kind: List\nitems:\n', '  ', '\t', '"\\x41"', '[['.repeat(30)],
  ],
});
