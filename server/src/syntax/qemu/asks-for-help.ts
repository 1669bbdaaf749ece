/** Options without a value that print something and end QEMU. */
const FLAGS = new Set(['help', 'version', 'audio-help']);

/** Options whose value may be `help`: a list of what there is. */
const LISTS = new Set(
  'object device machine accel cpu netdev nic net chardev tpmdev audiodev display vga d L trace soundhw watchdog'.split(
    ' ',
  ),
);

/** Options that explain one of theirs: `-device pc-dimm,help`. */
const KEYS = new Set(['object', 'device', 'machine', 'netdev', 'chardev']);

/**
 * Whether an option makes QEMU print something and end, so that the command starts no machine. `value` is `undefined` for an
 * option without one. (util/qemu-option.c: is_help_option, qemu_opt_has_help_opt; util/keyval.c: keyval_parse)
 */
export function asksForHelp(option: string, value: string | undefined): boolean {
  if (value === undefined) return FLAGS.has(option);
  if (!value.includes('help') && !value.includes('?')) return false;
  if (!LISTS.has(option)) return false;
  if (isHelp(value)) return true;
  // A key of that name does as well, whatever its value; -machine reads it as a property.
  return (
    KEYS.has(option) && value.split(',').some((part) => isHelp(option === 'machine' ? part : part.split('=', 1)[0]!))
  );
}

function isHelp(word: string): boolean {
  return word === 'help' || word === '?';
}
