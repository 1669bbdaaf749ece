import type { Word } from '../../text/word';
import { flattenWord, sliceFlat } from '../json/flat-word';
import { asksForHelp } from './asks-for-help';
import type { OptionGrammar } from './option-grammar';
import { type OptionReading, readByGrammar } from './read-option-value';

/**
 * A command of the human monitor that adds an object or a device, or `undefined` for any other and for a question. `object_add` takes the
 * rest of the line and has the keyval grammar, `device_add` takes one word, quoted perhaps, and has that of `-device`.
 * (hmp-commands.hx, monitor/hmp.c: monitor_parse_arguments)
 */
export function readMonitorCommand(line: Word): OptionReading | undefined {
  const flat = flattenWord(line);
  const found = COMMAND.exec(flat.text);
  if (!found) return undefined;
  const option = found[1] === 'object_add' ? 'object' : 'device';
  let from = found[0].length;
  let end = flat.text.length;
  if (option === 'device') {
    const quoted = flat.text[from] === '"';
    if (quoted) from += 1;
    const close = quoted ? flat.text.indexOf('"', from) : flat.text.slice(from).search(/[ \t\r\n]/);
    if (close >= 0) end = quoted ? close : from + close;
  }
  // `device_add pc-dimm,help` adds nothing.
  if (asksForHelp(option, flat.text.slice(from, end).trimEnd())) return undefined;
  return readByGrammar(option, 'hmp', sliceFlat(flat, from, end), GRAMMARS[option]);
}

const GRAMMARS: { readonly [option in 'object' | 'device']: OptionGrammar } = {
  object: { kind: 'keyval', impliedKey: 'qom-type', json: false },
  device: { kind: 'qemu-opts', impliedKey: 'driver', json: false },
};

/** The prompt may stand before a command in what was copied from a terminal. */
const COMMAND = /^[ \t]*(?:\(qemu\)[ \t]*)?(object_add|device_add)[ \t]+/;
