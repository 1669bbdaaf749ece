import { errorTable } from './error-table';
import { matchesPattern, plainMessage } from './message-pattern';
import { readRefusedCall } from './refused-call';
import { saidWords } from './said-words';

/** What a message is about. */
export interface ExplainedError {
  /** The rules that are about such messages, the likeliest first. */
  readonly rules: readonly string[];
  /** How well a finding answers to the message: 0 for not at all, `EXACT` and more where it says the same words. */
  readonly scoreOf: (finding: { readonly code: string; readonly message: string }) => number;
}

/** The least that a finding with the very words of the message fits. */
export const EXACT = 1_000_000;

/** Of a longer text the beginning counts; a message of any of them is far shorter. */
const LONGEST = 4000;
/** Fewer words of a finding than this, in characters, are no proof of anything. */
const LEAST = 8;

/** Looks for what a message of QEMU, libvirt or KVM is about. The text may be anything. */
export function explainError(text: string): ExplainedError {
  const message = plainMessage(text.slice(0, LONGEST));
  const call = readRefusedCall(message, errorTable());
  const rules = call?.rules ?? rulesOfWords(message);
  const ranks = new Map(rules.map((rule, i) => [rule, 1000 - 10 * i]));
  const tails = tailsOf(message);
  const numbers = numbersIn(message);
  return {
    rules,
    scoreOf({ code, message: found }) {
      const said = plainMessage(saidWords(found) ?? found);
      if (said.length >= LEAST && (message.includes(said) || tails.some((tail) => said.includes(tail))))
        return EXACT + said.length;
      const rank = ranks.get(code);
      if (rank === undefined) return 0;
      // Of several calls it is about the one with its numbers.
      let same = 0;
      for (const number of numbersIn(found)) if (numbers.has(number)) same += 100;
      if (call?.place !== undefined && found.startsWith(call.place)) same += 1000;
      return rank + same;
    },
  };
}

/** The rules whose messages stand in a text, those first of which more does. */
function rulesOfWords(message: string): readonly string[] {
  const weights = new Map<string, number>();
  for (const { rule, pattern } of errorTable().patterns)
    if (pattern.weight > (weights.get(rule) ?? 0) && matchesPattern(pattern, message))
      weights.set(rule, pattern.weight);
  const most = Math.max(0, ...weights.values());
  return [...weights]
    .filter(([, weight]) => 2 * weight >= most)
    .sort(([, a], [, b]) => b - a)
    .map(([rule]) => rule);
}

/** A message without the program, the option and the file before it, which end in colons. */
function tailsOf(message: string): readonly string[] {
  const tails = [message];
  let at = message.indexOf(': ');
  while (at >= 0 && tails.length < 20) {
    tails.push(message.slice(at + 2));
    at = message.indexOf(': ', at + 2);
  }
  // An errno's text alone is in too many messages.
  return tails.filter((tail) => tail.length >= LEAST && tail.split(' ').length > 3);
}

/** Numbers that are no small counts, and those of slots. */
function numbersIn(text: string): ReadonlySet<string> {
  const found = text.match(/(?<=\bslot[#= ])\d{1,10}\b|\b0x[0-9a-f]{3,16}\b/gi) ?? [];
  return new Set(found.map((number) => BigInt(number).toString()));
}
