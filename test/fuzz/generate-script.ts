import { seedExamples, seedFiles } from './seeds';
import { textGenerator } from './text-generator';

/** Shell scripts that start QEMU. */
export const generateScript = textGenerator({
  kind: 'shell',
  seeds: [...seedFiles('.sh'), ...seedExamples('qemu', 'script')],
  atoms: [
    ...['qemu-system-x86_64 ', 'qemu-kvm -m 4G', 'exec ', ' \\\n  ', '-m ', '-m size=1G,slots=2,maxmem=4G', '-object '],
    ...[
      'memory-backend-ram,id=m,size=1G',
      '-machine q35,memory-backend=m',
      '-device pc-dimm,memdev=m',
      '-numa node,memdev=m',
    ],
    ...[
      'cloud-hypervisor --memory size=0 ',
      '--memory-zone id=a,size=1G,hugepages=on ',
      '--memory size=$MEM,shared=on ',
    ],
    ...['$MEM', '$' + '{MEM:-4G}', '$(nproc)', '$((1 << 30))', '`', 'MEM=2G\n', 'args+=(-m 1G)\n', '"$' + '{args[@]}"'],
    ...[
      'if true; then\n',
      'fi\n',
      'for i in 1 2; do\n',
      'done\n',
      'case $x in\n',
      'esac\n',
      'f() {\n',
      '}\n',
      '<<EOF\n',
      'EOF\n',
    ],
    ...[
      '&&',
      '||',
      '|',
      ';;',
      '$(',
      '((',
      '# memslot: ignore all\n',
      '\'{"qom-type":"memory-backend-ram"}\'',
      'EOF',
      '\\ \n',
    ],
  ],
});
