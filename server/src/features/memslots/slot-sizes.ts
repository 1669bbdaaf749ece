import { writeListSize } from '../../model/format';
import { type Declaration, fieldNamed, fieldsOf } from '../../syntax/memslots/declaration';
import { type Span, spanOf, spanText } from '../../text/span';
import type { Snapshot } from '../snapshot';
import type { LineSpan, WrittenSize } from '../written-size';
import { declarationsOn } from './declarations-on';

/** The sizes of slots, ranges and backings, those on some lines or all of them. */
export function slotSizes(snapshot: Snapshot, lines?: LineSpan): readonly WrittenSize[] {
  const declarations = lines ? declarationsOn(snapshot, lines).map(({ declaration }) => declaration) : undefined;
  return (declarations ?? [...snapshot.list.declarations]).flatMap((declaration) => {
    const bytes = sizeOf(snapshot, declaration);
    const span = bytes === undefined ? undefined : sizeSpan(declaration);
    return span ? [writtenSize(span, bytes!, declaration.kind !== 'trace-slot')] : [];
  });
}

function sizeOf({ facts }: Snapshot, declaration: Declaration): bigint | undefined {
  if (declaration.kind === 'backing') return facts.backings.get(declaration.name?.text ?? '')?.size.value;
  return facts.operationOf(declaration)?.size.value;
}

/** Where the size of a declaration is written; `undefined`: nowhere. */
export function sizeSpan(declaration: Declaration): Span | undefined {
  const value = fieldNamed(fieldsOf(declaration), 'size')?.value;
  return value && spanOf(declaration, value.start, value.end);
}

function writtenSize(span: Span, bytes: bigint, isList: boolean): WrittenSize {
  const written = spanText(span);
  if (!isList || !/^\d+$/.test(written)) return { span, written, bytes };
  const result = writeListSize(bytes);
  const edits = /\d$/.test(result) ? undefined : [{ span, newText: result }];
  return { span, written, bytes, bare: { unit: 'bytes', ...(edits && { edits, result }) } };
}
