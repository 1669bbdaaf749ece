import type { Declaration } from '../../../../server/src/syntax/memslots/declaration';
import type { Expression } from '../../../../server/src/syntax/memslots/expression';
import { type ParsedList, parseList } from '../../../../server/src/syntax/memslots/memslot-list';
import { TextLines } from '../../../../server/src/text/text-lines';

export function parse(text: string): ParsedList {
  return parseList(TextLines.of(text));
}

/** The only declaration of a text. */
export function parseOne(text: string): Declaration {
  const { declarations } = parse(text);
  if (declarations.length !== 1) throw new Error(`${declarations.length} declarations in ${JSON.stringify(text)}`);
  return declarations.at(0)!;
}

/** The fields of a declaration as `name=value`, numbers in hexadecimal, expressions in postfix order. */
export function fieldTexts(declaration: Declaration): string[] {
  if (!('fields' in declaration)) return [];
  return declaration.fields.map(({ name, key, value }) => {
    const field = `${name ?? `?${key.text}`}=`;
    if (!value) return field;
    if (value.kind === 'number') return field + postfix(value.expression);
    return field + (value.kind === 'word' ? value.text : value.parts.map(({ text }) => text).join('|'));
  });
}

/** `0x80000000 total -`; a `!` in front when some part of it could not be read. */
export function postfix({ items, broken }: Expression): string {
  const words = items.map((item) =>
    item.kind === 'number' ? `0x${item.value.toString(16)}` : item.kind === 'name' ? item.name : item.operator,
  );
  return (broken ? '!' : '') + words.join(' ');
}

/** `code "text": message` of every problem of a declaration. */
export function problemTexts({ problems, text }: Declaration): string[] {
  return problems.map(({ code, span }) => `${code} '${text.slice(span.start, span.end)}'`);
}
