import { seedExamples, seedFiles } from './seeds';
import { textGenerator } from './text-generator';

/** Memslot lists. */
export const generateList = textGenerator({
  kind: 'memslots',
  seeds: [...seedFiles('.memslots'), ...seedExamples('slot', 'machine', 'list', 'suppression')],
  atoms: [
    ...['Slot#0: ', 'Slot#1(x): ', 'slot 3 ', 'AddrSpace#1 ', 'let x = ', 'let ram = ram', 'backing ram ', 'machine m'],
    ...[
      'host arch=arm64 page-size=64K',
      'host arch=s390x',
      'rule exact',
      'rule size',
      'private gpa=0 size=4K',
      'shared ',
    ],
    ...[
      'gpa=',
      'size=',
      ' offset=',
      'ua=',
      'hva=',
      'flags=',
      'backing=ram',
      'type=memfd ',
      'page=1G ',
      'ret=-22',
      'as=1',
    ],
    ...[
      'guest_memfd=3',
      'guest_memfd_offset=',
      'align=',
      'x',
      '+',
      ' - ',
      '*',
      '/',
      '<<',
      '=3D',
      '> ',
      '=\n',
      '_',
      '.',
    ],
    ...[
      'log-dirty-pages',
      '|readonly',
      '# memslot: ignore slot-overlap',
      '# memslot: ignore-file',
      '# ',
      'kernel=6.12',
    ],
    ...['kvm_set_user_memory AddrSpace#0 Slot#1 flags=0x4 gpa=0x0 size=0x80000000 ua=0x7f24afc00000 ret=0'],
  ],
});
