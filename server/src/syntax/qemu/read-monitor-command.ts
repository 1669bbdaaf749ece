import type { Word } from '../../text/word';
import { flattenWord, sliceFlat } from '../json/flat-word';
import { type OptionReading, readByGrammar } from './read-option-value';

/**
 * A command of the human monitor that adds an object or a device, or `undefined` for any other. `object_add` takes the
 * rest of the line and has the keyval grammar, `device_add` takes one word, quoted perhaps, and has that of `-device`.
 * (hmp-commands.hx, monitor/hmp.c: monitor_parse_arguments)
 */
export function readMonitorCommand(line: Word): OptionReading | undefined {
  const flat = flattenWord(line);
  const found = COMMAND.exec(flat.text);
  if (!found) return undefined;
  const start = found[0].length;
  let end = flat.text.length;
  if (found[1] === 'object_add') {
    return readByGrammar('object', 'hmp', sliceFlat(flat, start, end), {
      kind: 'keyval',
      impliedKey: 'qom-type',
      json: false,
    });
  }
  const quoted = flat.text[start] === '"';
  const from = quoted ? start + 1 : start;
  const close = quoted ? flat.text.indexOf('"', from) : flat.text.slice(from).search(/[ \t\r\n]/);
  if (close >= 0) end = quoted ? close : from + close;
  return readByGrammar('device', 'hmp', sliceFlat(flat, from, end), {
    kind: 'qemu-opts',
    impliedKey: 'driver',
    json: false,
  });
}

/** The prompt may stand before a command in what was copied from a terminal. */
const COMMAND = /^[ \t]*(?:\(qemu\)[ \t]*)?(object_add|device_add)[ \t]+/;
