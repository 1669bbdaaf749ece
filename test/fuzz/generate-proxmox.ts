import { seedExamples, seedVmm } from './seeds';
import { textGenerator } from './text-generator';

/** Virtual machines of Proxmox VE. */
export const generateProxmox = textGenerator({
  kind: 'proxmox',
  seeds: [...seedVmm('proxmox'), ...seedExamples('vmm')],
  atoms: [
    ...[
      '\n',
      '\r\n',
      '\n#',
      '\n[PENDING]\n',
      '\nmemory: 4096',
      '\nnuma: 1',
      '\nsockets: 3',
      '\ncores: 0',
      '\nhugepages: any',
    ],
    ...[
      '\nhotplug: memory',
      '\nnuma0: cpus=0-1;3,memory=2048',
      ',hostnodes=0-99999',
      ',policy=bind',
      '\nargs: -m ',
      "'",
      '"',
      '\\',
    ],
    ...[
      ' # x',
      '{{ x }}',
      '\nmemory: 99999999999999999999',
      '\nsockets: 999999999',
      ' -object memory-backend-ram,id=a,size=1G',
    ],
  ],
});
