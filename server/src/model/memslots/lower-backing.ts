import { fieldNamed, type NamedDeclaration } from '../../syntax/memslots/declaration';
import { nearestWord } from '../../text/nearest-word';
import type { Problem } from '../../text/problem';
import { spanOf } from '../../text/span';
import { BACKING_TYPES, type Backing, type BackingPage } from '../backing';
import type { Host } from '../host';
import { UNKNOWN } from '../quantity';
import { unknownValue } from './lower-host';
import { readBackingPage } from './read-page-size';
import { quantityOf, type Scope } from './scope';

/** What a `backing` declaration describes; `undefined` when it has no name. */
export function lowerBacking(
  declaration: NamedDeclaration,
  host: Host,
  scope: Scope,
  problems: Problem[],
): Backing | undefined {
  if (!declaration.name) return undefined;
  const number = (name: 'hva' | 'size' | 'align') => {
    const value = fieldNamed(declaration.fields, name)?.value;
    return value?.kind === 'number' ? quantityOf(declaration, value.expression, scope, problems) : UNKNOWN;
  };
  const page = fieldNamed(declaration.fields, 'page')?.value;
  return {
    name: declaration.name.text,
    nameSpan: spanOf(declaration, declaration.name.start, declaration.name.end),
    type: lowerType(declaration, problems),
    page: lowerPage(declaration, page, host, problems),
    pageSpan: page && spanOf(declaration, page.start, page.end),
    hva: number('hva'),
    size: number('size'),
    align: number('align'),
  };
}

/** What a `page=` field says; `unknown` when there is none or it cannot be read. */
export function lowerPage(
  declaration: Parameters<typeof unknownValue>[0],
  value: { kind: string; text?: string; start: number; end: number } | undefined,
  host: Host,
  problems: Problem[],
): BackingPage {
  if (value?.text === undefined) return { kind: 'unknown' };
  const page = readBackingPage(value.text, host.pageSize);
  if (page) return page;
  problems.push(unknownValue(declaration, { ...value }, 'Pages are thp, base, or a size such as 4K, 2M or 1G.', []));
  return { kind: 'unknown' };
}

function lowerType(declaration: NamedDeclaration, problems: Problem[]): Backing['type'] {
  const value = fieldNamed(declaration.fields, 'type')?.value;
  if (value?.kind !== 'word') return undefined;
  const text = value.text.toLowerCase().replaceAll('-', '_');
  const type = BACKING_TYPES.find((t) => t === text);
  if (!type) {
    const nearest = nearestWord(text, BACKING_TYPES);
    problems.push(
      unknownValue(declaration, value, `A backing is one of ${BACKING_TYPES.join(', ')}.`, nearest ? [nearest] : []),
    );
  }
  return type;
}
