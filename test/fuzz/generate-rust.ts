import { seedVmm } from './seeds';
import { textGenerator } from './text-generator';

/** Programs in Rust that set memslots. */
export const generateRust = textGenerator({
  kind: 'rust',
  seeds: seedVmm('rust'),
  atoms: [
    ...['{', '}', '(', ')', ';', ',', '=', 'slot: 0,', 'memory_size: 0x20_0001u64,', 'guest_phys_addr: 1 << 30,', '..'],
    ...[
      'r#"',
      '"#',
      '/*',
      '*/',
      '//',
      "'a",
      "'",
      '"',
      '|x|',
      '=>',
      'match x {',
      'loop {',
      'if a {',
      'else {',
      'fn f()',
    ],
    ...[
      'const N: u64 = N;',
      'let mut region = kvm_userspace_memory_region {',
      '..Default::default()',
      'as u64',
      '#[cfg(x)]',
    ],
    ...['unsafe { vm.set_user_memory_region(region)? };', '&mut region', 'region.slot += 1;', '// memslot: off', '!0'],
    ...['{{'.repeat(30), '(('.repeat(30), '[['.repeat(30), 'fn f '.repeat(30)],
  ],
});
