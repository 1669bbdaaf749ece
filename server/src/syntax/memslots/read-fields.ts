import { clip } from '../../text/clip';
import { nearestWord } from '../../text/nearest-word';
import type { Cursor } from './cursor';
import type { Field, FieldValue, Token } from './declaration';
import { readExpression } from './expression';
import { type FieldKind, type FieldOwner, fieldSpellings, findField } from './fields';

const KEY = /[A-Za-z_][A-Za-z0-9_-]*/y;
const WORD = /[A-Za-z0-9_.+:-]+/y;
const FLAG = /[A-Za-z0-9_-]+/y;
const RUN = /[^\s,]+/y;

/** After this many problems in one declaration the rest of it is skipped: more would help nobody. */
const MOST_PROBLEMS = 10;

/** Reads `key=value` fields up to the cursor's end. */
export function readFields(cursor: Cursor, owner: FieldOwner): Field[] {
  const fields: Field[] = [];
  for (;;) {
    cursor.skipSeparators();
    if (cursor.at >= cursor.end || cursor.problems.length >= MOST_PROBLEMS) return fields;
    const key = cursor.match(KEY);
    if (key) {
      cursor.skipBlanks();
      if (cursor.startsWith('=')) {
        cursor.take(1);
        fields.push(readField(cursor, owner, key, fields));
        continue;
      }
    }
    const run = key ?? cursor.match(RUN)!;
    const nearest = key && nearestWord(key.text, fieldSpellings(owner));
    cursor.problem(
      'unexpected-text',
      run,
      `A field is written name=value; '${clip(run.text)}' is not one.`,
      nearest && `${nearest}=`,
    );
  }
}

function readField(cursor: Cursor, owner: FieldOwner, key: Token, before: readonly Field[]): Field {
  const definition = findField(owner, key.text);
  if (!definition) {
    const nearest = nearestWord(key.text, fieldSpellings(owner));
    cursor.problem(
      'unknown-field',
      key,
      `There is no field '${clip(key.text)}' here${nearest ? `; did you mean '${nearest}'?` : '.'}`,
      nearest,
    );
    cursor.skipBlanks();
    cursor.match(RUN);
    return { name: undefined, key, value: undefined };
  }
  if (before.some((field) => field.name === definition.name)) {
    cursor.problem(
      'duplicate-field',
      key,
      `'${definition.name}' is given twice in this declaration; the last one counts.`,
    );
  }
  const value = readValue(cursor, definition.kind);
  if (!value) {
    cursor.problem('missing-value', key, `'${key.text}=' has no value.`);
    if (!cursor.looksAt(KEY)) cursor.match(RUN);
  } else if (!cursor.isAtSeparator && cursor.looksAt(RUN)) {
    const rest = cursor.match(RUN)!;
    cursor.problem('unexpected-text', rest, `'${clip(rest.text)}' does not belong to the value before it.`, '');
  }
  return { name: definition.name, key, value };
}

function readValue(cursor: Cursor, kind: FieldKind): FieldValue | undefined {
  if (kind === 'number') {
    const expression = readExpression(cursor);
    return expression && { kind: 'number', expression, start: expression.start, end: expression.end };
  }
  cursor.skipBlanks();
  if (kind === 'word') {
    const word = cursor.match(WORD);
    return word && { kind: 'word', text: word.text, start: word.start, end: word.end };
  }
  return readFlags(cursor);
}

/** `log-dirty-pages|readonly`, `0x5`. */
export function readFlags(cursor: Cursor): FieldValue | undefined {
  const parts: Token[] = [];
  for (;;) {
    const part = cursor.match(FLAG);
    if (!part) break;
    parts.push(part);
    const behind = cursor.at;
    cursor.skipBlanks();
    if (!cursor.startsWith('|')) {
      cursor.at = behind;
      break;
    }
    cursor.take(1);
    cursor.skipBlanks();
  }
  const first = parts[0];
  return first && { kind: 'flags', parts, start: first.start, end: parts.at(-1)!.end };
}
