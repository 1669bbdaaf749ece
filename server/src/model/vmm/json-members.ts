import { flattenWord } from '../../syntax/json/flat-word';
import type { JsonMember, JsonObject, JsonValue } from '../../syntax/json/json-value';
import { readJson } from '../../syntax/json/read-json';
import type { Block } from '../../text/block';
import { spanOf } from '../../text/span';
import { literalWord, wordText } from '../../text/word';

/** The object that a JSON file is; `undefined` for another value, and for one that is not whole. */
export function readJsonFile(block: Block): JsonObject | undefined {
  const { value, problems, complete } = readJson(
    flattenWord(literalWord(block.text, spanOf(block, 0, block.text.length))),
  );
  return value?.kind === 'object' && complete && problems.length === 0 ? value : undefined;
}

/** The member of a name; of several the last, as serde_json and Go's encoding/json have it. */
export function memberOf(object: JsonObject, key: string): JsonMember | undefined {
  return object.members.findLast((member) => wordText(member.key) === key);
}

/** A whole number that is not negative; `undefined` for everything else. */
export function integerOf(value: JsonValue | undefined): bigint | undefined {
  return value?.kind === 'number' && /^\d+$/.test(value.raw) ? BigInt(value.raw) : undefined;
}

export function stringOf(value: JsonValue | undefined): string | undefined {
  return value?.kind === 'string' ? wordText(value.word) : undefined;
}
