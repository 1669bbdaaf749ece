import { type Declaration, fieldsOf } from '../../syntax/memslots/declaration';

/** The names that the expressions of a declaration use, in the order of the text. */
export function namesUsedBy(declaration: Declaration): readonly string[] {
  const names: string[] = [];
  const expressions = fieldsOf(declaration).map(({ value }) =>
    value?.kind === 'number' ? value.expression : undefined,
  );
  if (declaration.kind === 'let') expressions.push(declaration.expression);
  for (const expression of expressions) {
    for (const item of expression?.items ?? []) if (item.kind === 'name') names.push(item.name);
  }
  return names.length > 0 ? names : NONE;
}

const NONE: readonly string[] = [];
