import type { Problem } from '../../text/problem';
import type { Span } from '../../text/span';
import { literalWord, type Word } from '../../text/word';
import { type FlatWord, flattenWord, isUnknownAt, sliceFlat, spanFlat } from '../json/flat-word';
import type { JsonObject } from '../json/json-value';
import { readJson } from '../json/read-json';
import type { Carrier, OptionEntry, OptionGroup } from './argument-list';
import { findOption, type OptionGrammar } from './option-grammar';

export interface OptionReading {
  readonly group: OptionGroup;
  /** What QEMU refuses before it looks at what the keys mean. */
  readonly problems: readonly Problem[];
}

/**
 * Takes the value of an option apart, by the grammar that QEMU has for that option. An option that is not known, or whose
 * value is one text, has a single entry with an empty key.
 */
export function readOptionValue(option: string, carrier: Carrier, value: Word): OptionReading {
  const known = findOption(option);
  return readByGrammar(known?.name ?? option, carrier, value, known?.grammar ?? { kind: 'text' });
}

/** The same by a grammar that the carrier decides: HMP reads `object_add` otherwise than the command line reads `-object`. */
export function readByGrammar(option: string, carrier: Carrier, value: Word, grammar: OptionGrammar): OptionReading {
  const flat = flattenWord(value);
  // Only a value whose very first character is a brace is JSON. (qapi/qobject-input-visitor.c: qobject_input_visitor_new_str)
  if ('json' in grammar && grammar.json && flat.text.startsWith('{')) return readJsonValue(option, flat);
  const state: State = { flat, entries: [], problems: [], complete: true };
  if (grammar.kind === 'qemu-opts') readPairs(state, grammar.impliedKey, false);
  else if (grammar.kind === 'keyval') readPairs(state, grammar.impliedKey, true);
  else if (grammar.kind === 'cpu') readFeatures(state);
  else if (grammar.kind === 'property') readProperty(state);
  else
    state.entries.push({ key: impliedKeyAt('', value.span), value: { kind: 'text', word: value }, impliedKey: true });
  const { entries, problems, complete } = state;
  return { group: { option, carrier, span: value.span, entries, complete }, problems };
}

interface State {
  readonly flat: FlatWord;
  readonly entries: OptionEntry[];
  readonly problems: Problem[];
  complete: boolean;
}

/** `key=value,key=value`; the first may be a value alone. `strict`: of the others, none may be a key alone. */
function readPairs(state: State, impliedKey: string | undefined, strict: boolean): void {
  const { flat } = state;
  const { text } = flat;
  let at = 0;
  let first = true;
  while (at < text.length) {
    const keyEnd = keyEndAt(text, at);
    if (text[keyEnd] === '=') {
      const end = valueEndAt(text, keyEnd + 1);
      if (hasUnknown(flat, at, keyEnd)) state.complete = false;
      else if (keyEnd === at && strict)
        refuseKey(state, at, keyEnd + 1, "Invalid parameter ''", 'A key is missing before =.');
      else addEntry(state, sliceFlat(flat, at, keyEnd), keyEnd + 1, end, false);
      at = end;
    } else if (first && impliedKey !== undefined && !(strict && keyEnd === at)) {
      const end = valueEndAt(text, at);
      if (isOnlyUnknown(flat, at, end)) state.complete = false;
      addEntry(state, impliedKeyAt(impliedKey, spanFlat(flat, at, end)), at, end, true);
      at = end;
    } else {
      if (isOnlyUnknown(flat, at, keyEnd) || hasUnknown(flat, at, keyEnd)) state.complete = false;
      else if (strict) {
        const name = text.slice(at, keyEnd);
        refuseKey(
          state,
          at,
          keyEnd,
          name === '' ? "Invalid parameter ''" : `Expected '=' after parameter '${name}'`,
          'Here every key needs its value.',
        );
      } else addShortForm(state, at, keyEnd);
      at = keyEnd;
    }
    first = false;
    if (text[at] === ',') at += 1;
  }
}

/** A value with its doubled commas made single. */
function addEntry(state: State, key: Word, start: number, end: number, impliedKey: boolean): void {
  const word = unescapeCommas(state.flat, start, end);
  state.entries.push({ key, value: { kind: 'text', word }, impliedKey });
}

/** `share` for share=on, `noshare` for share=off. (util/qemu-option.c: get_opt_name_value) */
function addShortForm(state: State, start: number, end: number): void {
  const { flat } = state;
  const off = flat.text.startsWith('no', start);
  const shortForm = off ? 'off' : 'on';
  const word: Word = {
    span: spanFlat(flat, start, end),
    pieces: [{ text: shortForm, span: spanFlat(flat, start, end), literal: false }],
  };
  const key = sliceFlat(flat, Math.min(off ? start + 2 : start, end), end);
  state.entries.push({ key, value: { kind: 'text', word }, impliedKey: false, shortForm });
}

function refuseKey(state: State, start: number, end: number, words: string, help: string): void {
  state.complete = false;
  state.problems.push({
    code: 'option-syntax',
    span: spanFlat(state.flat, start, end),
    message: `${words}. ${help}`,
    severity: 'error',
  });
}

/** `-cpu host,pmu=off,+pcid,-hle`: commas split, and nothing escapes them. (hw/core/cpu-common.c: cpu_common_parse_features) */
function readFeatures(state: State): void {
  const { flat } = state;
  const { text } = flat;
  let at = 0;
  while (at < text.length) {
    let end = text.indexOf(',', at);
    if (end < 0) end = text.length;
    const equals = keyEndAt(text, at);
    if (at === 0) {
      if (isOnlyUnknown(flat, at, end)) state.complete = false;
      addEntry(state, impliedKeyAt('model', spanFlat(flat, at, end)), at, end, true);
    } else if (isOnlyUnknown(flat, at, end)) state.complete = false;
    else if (equals < end) addEntry(state, sliceFlat(flat, at, equals), equals + 1, end, false);
    else if (end > at) addFeature(state, at, end);
    at = end + 1;
  }
}

function addFeature(state: State, start: number, end: number): void {
  const span = spanFlat(state.flat, start, end);
  const sign = state.flat.text[start]!;
  const shortForm = sign === '-' ? 'off' : 'on';
  const key = sliceFlat(state.flat, sign === '-' || sign === '+' ? start + 1 : start, end);
  const word: Word = { span, pieces: [{ text: shortForm, span, literal: false }] };
  state.entries.push({ key, value: { kind: 'text', word }, impliedKey: false, shortForm });
}

/** `driver.property=value`, or the long form with keys of their own. (system/qdev-monitor.c: qemu_global_option) */
function readProperty(state: State): void {
  const { flat } = state;
  const equals = flat.text.indexOf('=');
  const dot = flat.text.indexOf('.');
  if (equals < 0 || dot < 0 || dot > equals) readPairs(state, undefined, false);
  else if (hasUnknown(flat, 0, equals)) state.complete = false;
  else {
    const word = sliceFlat(flat, equals + 1, flat.text.length);
    state.entries.push({ key: sliceFlat(flat, 0, equals), value: { kind: 'text', word }, impliedKey: false });
  }
}

/** The members of a JSON object are the entries, and the carrier is JSON wherever the object stands. */
function readJsonValue(option: string, flat: FlatWord): OptionReading {
  const { value, end, problems, complete } = readJson(flat);
  const all = [...problems];
  if (flat.text.slice(end).trim() !== '' && !isOnlyUnknown(flat, end, flat.text.length)) {
    all.push({
      code: 'json-syntax',
      span: spanFlat(flat, end, flat.text.length),
      message: 'Expecting at most one JSON value. Nothing may follow the closing brace.',
      severity: 'error',
      suggestions: [''],
    });
  }
  const group = groupOfJson(option, value as JsonObject, complete && problems.length === 0, flat.word.span);
  return { group, problems: all };
}

/** An option whose keys are the members of a JSON object. */
export function groupOfJson(
  option: string,
  object: JsonObject,
  complete: boolean,
  span: Span = object.span,
): OptionGroup {
  const entries = object.members.map(
    ({ key, value }): OptionEntry => ({ key, value: { kind: 'json', value }, impliedKey: false }),
  );
  return { option, carrier: 'json', span, entries, complete };
}

/** The key that QEMU supplies. It stands where its value stands. */
function impliedKeyAt(key: string, span: Span): Word {
  return { span, pieces: key === '' ? [] : [{ text: key, span, literal: false }] };
}

const EQUALS = 0x3d;
const COMMA = 0x2c;

/** Where a key ends: at the next `=` or comma. */
function keyEndAt(text: string, start: number): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === EQUALS || code === COMMA) break;
  }
  return at;
}

/** Where a value ends: at the next comma that is not doubled. */
function valueEndAt(text: string, start: number): number {
  let at = text.indexOf(',', start);
  while (at >= 0 && text[at + 1] === ',') at = text.indexOf(',', at + 2);
  return at < 0 ? text.length : at;
}

function unescapeCommas(flat: FlatWord, start: number, end: number): Word {
  const whole = sliceFlat(flat, start, end);
  let comma = flat.text.indexOf(',', start);
  if (comma < 0 || comma >= end) return start === end ? literalWord('', whole.span) : whole;
  const pieces = [];
  let from = start;
  while (comma >= 0 && comma < end) {
    pieces.push(...sliceFlat(flat, from, comma + 1).pieces);
    from = comma + 2;
    comma = flat.text.indexOf(',', from);
  }
  if (from < end) pieces.push(...sliceFlat(flat, from, end).pieces);
  return { span: whole.span, pieces };
}

function hasUnknown(flat: FlatWord, start: number, end: number): boolean {
  if (!flat.unknown) return false;
  for (let at = start; at < end; at++) if (isUnknownAt(flat, at)) return true;
  return false;
}

/** Whether nothing of `[start, end)` is known: it may then hold any number of keys, commas included. */
function isOnlyUnknown(flat: FlatWord, start: number, end: number): boolean {
  if (!flat.unknown) return false;
  for (let at = start; at < end; at++) if (!isUnknownAt(flat, at)) return false;
  return start < end;
}
