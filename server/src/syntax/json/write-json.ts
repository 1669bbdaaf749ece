import { wordText } from '../../text/word';
import type { JsonValue } from './json-value';

/**
 * A value as JSON text. Numbers stay as they are written, so that none is rounded; what JSON does not take for a number
 * becomes a string, and what is not known null.
 */
export function writeJson(value: JsonValue): string {
  const written: string[] = [];
  // What is still to be written, the next last: no depth of nesting is too much.
  const left: (JsonValue | string)[] = [value];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next === 'string') written.push(next);
    else if (next.kind === 'object') {
      const members = next.members.flatMap(({ key, value }, i) => [
        `${i === 0 ? '' : ','}${JSON.stringify(wordText(key) ?? '')}:`,
        value,
      ]);
      left.push('}', ...members.reverse(), '{');
    } else if (next.kind === 'array') {
      const items = next.items.flatMap((item, i) => (i === 0 ? [item] : [',', item]));
      left.push(']', ...items.reverse(), '[');
    } else written.push(writeScalar(next));
  }
  return written.join('');
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

function writeScalar(value: Exclude<JsonValue, { kind: 'object' | 'array' }>): string {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(wordText(value.word) ?? null);
    case 'number':
      return NUMBER.test(value.raw) ? value.raw : JSON.stringify(value.raw);
    case 'boolean':
      return String(value.value);
    default:
      return 'null';
  }
}
