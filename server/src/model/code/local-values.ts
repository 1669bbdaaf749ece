import type { CodeFunction } from './code-functions';
import { type CodeSource, endOfExpression, isWord } from './code-source';
import { cast, evaluateCode, type Lookup, typeOf } from './evaluate-code';

/**
 * What names stand for in a function: those of the file, and local variables that get a value where they are declared and
 * that nothing else can change. `at` is how far the function was read.
 */
export function localValues(source: CodeSource, { from, body, end }: CodeFunction, ofFile: Lookup) {
  const { tokens, language } = source;
  const isC = language === 'c';
  const declared = new Set<string>();
  const unsure = new Set<string>();
  const last = Math.min(end, tokens.length);
  // In C++ a call can change what it is given.
  const isCpp = isC && tokens.some(({ text }) => text === '::' || text === 'namespace' || text === 'template');
  /** `TYPE *name`, and no product with a constant. */
  const isPointer = (i: number) =>
    tokens[i - 2]!.kind === 'name' && isWord(tokens[i + 1], '=', ';', ',') && !ofFile(tokens[i]!.text);
  for (let i = from; i < last; i++) {
    const { kind, text, doubt } = tokens[i]!;
    if (kind === 'ghost' || (doubt && kind === 'name')) unsure.add(text);
    if (kind !== 'name') continue;
    const [before, next] = [tokens[i - 1]!, tokens[i + 1]];
    const isDeclared = isC
      ? (before.kind === 'name' && !STATEMENTS.test(before.text)) || (before.text === '*' && isPointer(i))
      : isWord(before, 'let', 'mut', 'for', 'ref') ||
        (isWord(before, '|', ',') && isWord(next, '|', ',', ':') && !ofFile(text));
    const isParameter = i < body && isWord(next, ',', ')', ':', '=', '[');
    if (isParameter || (isDeclared && declared.has(text))) unsure.add(text);
    if (isDeclared) declared.add(text);
    else if (next?.kind === 'sign' && ASSIGNMENT.test(next.text)) unsure.add(text);
    if (/^(?:\+\+|--)$/.test(before.text)) unsure.add(text);
    if (
      before.text === '&' ? isC && isAddress(tokens[i - 2]?.text) : before.text === 'mut' && tokens[i - 2]?.text === '&'
    )
      unsure.add(text);
    if (isCpp && isWord(before, '(', ',') && isWord(next, ')', ',')) unsure.add(text);
  }
  const values = new Map<string, ReturnType<Lookup>>();
  const lookup: Lookup = (name) => {
    if (unsure.has(name)) return undefined;
    return declared.has(name) ? values.get(name) : ofFile(name);
  };
  /** Reads the declaration whose name stands at a word, if it is one with a value. */
  const declare = (at: number): void => {
    const name = tokens[at]!.text;
    if (!declared.has(name) || unsure.has(name) || values.has(name)) return;
    let equals = at + 1;
    const words = [];
    if (isC) {
      for (let i = at - 1; i > at - 5 && tokens[i]?.kind === 'name'; i--)
        if (!/^(?:const|static|constexpr|register)$/.test(tokens[i]!.text)) words.unshift(tokens[i]!);
    } else if (tokens[equals]?.text === ':') {
      words.push(...tokens.slice(equals + 1, equals + 2));
      equals += 2;
    }
    const type = words.length > 0 ? typeOf(words) : undefined;
    if (tokens[equals]?.text !== '=' || (!type && (isC || words.length > 0))) return;
    const value = evaluateCode(tokens, equals + 1, endOfExpression(source, equals + 1, last), language, lookup);
    if (value) values.set(name, type ? cast(value, type) : value);
  };
  return { lookup, declare };
}

const STATEMENTS = /^(?:return|else|goto|case|sizeof|throw|new|delete|typeof|do|in)$/;
const ASSIGNMENT = /^(?:(?:[-+*/%&|^]|<<|>>)?=|\+\+|--)$/;

/** Whether an `&` behind a word may take an address. */
function isAddress(before: string | undefined): boolean {
  return before !== undefined && (!/[\w\]]$/.test(before) || STATEMENTS.test(before));
}
