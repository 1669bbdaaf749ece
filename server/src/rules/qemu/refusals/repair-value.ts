import { hex } from '../../../model/format';
import { BACKEND_TYPES } from '../../../model/qemu/backend-types';
import { parseSize } from '../../../syntax/qemu/parse-size';
import { nearestWord } from '../../../text/nearest-word';
import { wordText } from '../../../text/word';
import type { Fix } from '../../define-rule';
import { entryAt, plainText, setTo } from '../fix-values';
import type { NewValue } from '../property-edits';
import type { QemuFacts } from '../qemu-facts';
import type { FoundRefusal } from '../refusal-rule';

/** Words for yes and no that QEMU does not know. */
const YES = ['1', 'true', 'yes', 'on', 'enable', 'enabled', 'y', 't'];
const NO = ['0', 'false', 'no', 'off', 'disable', 'disabled', 'n', 'f', 'none', 'never'];

const WORDS = [
  ...new Set(
    BACKEND_TYPES.flatMap(({ properties }) =>
      properties.flatMap(({ type }) => (typeof type === 'string' ? [] : [...type])),
    ),
  ),
  'node',
  'dist',
  'cpu',
];

/** What may have been meant by a value that QEMU cannot read: a repaired size, a boolean, a word that is spelt nearly so. */
export function repairValue({ span, qemuMessage }: FoundRefusal, facts: QemuFacts): readonly Fix[] {
  const place = entryAt(facts, span);
  if (!place) return [];
  const { value } = place.entry;
  const written =
    value.kind === 'text'
      ? wordText(value.word)
      : value.value.kind === 'string'
        ? wordText(value.value.word)
        : value.value.kind === 'number'
          ? value.value.raw
          : plainText(span);
  if (written === undefined) return [];
  const json = value.kind === 'json';
  return setTo(place.group, place.name, guesses(written, qemuMessage ?? '', json, facts));
}

function guesses(text: string, words: string, json: boolean, facts: QemuFacts): (NewValue | undefined)[] {
  const { version } = facts.started.config.setting;
  const lower = text.trim().toLowerCase();
  if (/expects 'on' or 'off'|expected: boolean|'on' or 'off'/.test(words)) {
    if (YES.includes(lower)) return [true];
    return NO.includes(lower) ? [false] : [true, false];
  }
  if (/does not accept value/.test(words)) return [nearestWord(text, WORDS)];
  if (/uint64 value or range/.test(words)) {
    const numbers = lower.split(/[^0-9]+/).filter((part) => part !== '');
    const [first, last] = [numbers[0], numbers.at(-1)].map((part) => (part === undefined ? undefined : BigInt(part)));
    if (first === undefined || last === undefined || first > 127n || last > 127n) return [];
    return [first === last ? `${first}` : `${first < last ? first : last}-${first < last ? last : first}`];
  }
  const read = parseSize(text, version);
  const repaired = 'repaired' in read ? read.repaired : undefined;
  const meant = parseSize(repaired ?? text.trim(), version);
  if (!('value' in meant)) return [];
  const size = meant.value;
  // A number without a suffix: addresses, and every number of JSON.
  if (json) return [size];
  if (/expects (integer|uint\d+_t|int32_t|uint64)/.test(words)) return [hex(size), `${size}`];
  return repaired === undefined ? [size] : [repaired];
}
