import type { Declaration, Field } from '../../syntax/memslots/declaration';
import { fieldsOf } from '../../syntax/memslots/declaration';
import { type FieldDefinition, type FieldOwner, findField } from '../../syntax/memslots/fields';
import { quoteEnd } from '../../syntax/memslots/logical-text';
import { LONGEST_LINE } from '../../syntax/memslots/parse-declaration';
import { trimEndOf } from '../../text/trim-end';
import { ownerOf } from '../element-at';

/** What kind of word is being written at the cursor. */
export type CompletionContext = { readonly prefix: string } & (
  | { readonly kind: 'keyword' | 'slot-id' | 'rule' | 'operand' }
  /** A comment that silences rules: its first word, or a rule id. */
  | { readonly kind: 'directive' | 'silenced-rule' }
  /** `given`: the fields that the declaration has elsewhere. */
  | { readonly kind: 'key'; readonly owner: FieldOwner; readonly given: readonly Field[] }
  /** The first or only thing behind `name=`. */
  | { readonly kind: 'value'; readonly owner: FieldOwner; readonly field: FieldDefinition }
);

/**
 * What is being written at `offset` of a declaration; `undefined` where nothing can be proposed. Goes by the text before the
 * cursor, since a line that is being written can seldom be read as a whole.
 */
export function completionContextAt(declaration: Declaration, offset: number): CompletionContext | undefined {
  const { text, comment } = declaration;
  if (text.length > LONGEST_LINE || declaration.lineCount > 1) return undefined;
  const start = quoteEnd(text);
  if (offset < start) return undefined;
  if (comment && comment.start < offset) return inComment(text.slice(comment.start, offset));
  const before = text.slice(start, offset);
  switch (declaration.kind) {
    case 'trace-slot':
      return undefined;
    case 'blank':
    case 'foreign':
      return /^[ \t]*[A-Za-z]*$/.test(before) ? { kind: 'keyword', prefix: before.trimStart() } : undefined;
    case 'slot': {
      const { id, head } = declaration;
      if (offset > head.end) return inFields(declaration, head.end, offset);
      return !id && offset === head.end && before.endsWith('#') ? { kind: 'slot-id', prefix: '' } : undefined;
    }
    case 'attributes': {
      const { head } = declaration;
      if (head.text.startsWith('kvm_')) return undefined;
      return offset <= head.end ? keyword(before) : inFields(declaration, head.end, offset);
    }
    case 'let': {
      if (offset <= declaration.keyword.end) return keyword(before);
      const equals = before.indexOf('=');
      return equals < 0 ? undefined : operand(before.slice(equals + 1));
    }
    case 'rule':
      if (offset <= declaration.keyword.end) return keyword(before);
      return declaration.name && offset > declaration.name.end ? undefined : { kind: 'rule', prefix: lastWord(before) };
    case 'machine':
      return offset <= declaration.keyword.end ? keyword(before) : undefined;
    case 'host':
      return offset <= declaration.keyword.end
        ? keyword(before)
        : inFields(declaration, declaration.keyword.end, offset);
    case 'backing': {
      const { name, keyword: word } = declaration;
      if (offset <= word.end) return keyword(before);
      if (name) return offset <= name.end ? undefined : inFields(declaration, name.end, offset);
      return before.includes('=') ? inFields(declaration, word.end, offset) : undefined;
    }
  }
}

function keyword(before: string): CompletionContext {
  return { kind: 'keyword', prefix: before.trimStart() };
}

function inComment(before: string): CompletionContext | undefined {
  const directive = /^(?:#|\/\/)[ \t]*(memslot(?::[ \t]*[a-z-]*)?|[a-z]+)$/.exec(before);
  if (directive) {
    const prefix = directive[1]!;
    return prefix.startsWith('memslot') || 'memslot'.startsWith(prefix) ? { kind: 'directive', prefix } : undefined;
  }
  return /\bmemslot:[ \t]*ignore(?:-file)?[ \t:][ \t]*(?:[a-z0-9-]+[ \t]*,[ \t]*)*[a-z0-9-]*$/.test(before)
    ? { kind: 'silenced-rule', prefix: lastWord(before) }
    : undefined;
}

/** At `offset` among fields that begin at `from`. */
function inFields(declaration: Declaration, from: number, offset: number): CompletionContext | undefined {
  const owner = ownerOf(declaration)!;
  const before = declaration.text.slice(from, offset);
  const equals = before.lastIndexOf('=');
  if (equals < 0) return key(declaration, owner, before, offset);
  const field = findField(owner, lastWord(before.slice(0, equals).trimEnd()));
  const rest = before.slice(equals + 1).trimStart();
  if (field?.kind === 'number' && !rest.includes(',')) {
    const context = operand(rest);
    if (!context) return key(declaration, owner, rest, offset);
    return rest === context.prefix ? { kind: 'value', owner, field, prefix: rest } : context;
  }
  if (field && !(field.kind === 'flags' ? flagsIn(rest) : [rest]).some((part) => /[\s,]/.test(part))) {
    const prefix = field.kind === 'flags' ? rest.slice(rest.lastIndexOf('|') + 1).trimStart() : rest;
    return { kind: 'value', owner, field, prefix };
  }
  return key(declaration, owner, rest, offset);
}

/** A field's name, where the text before the cursor ends with a separator and perhaps the beginning of a name. */
function key(
  declaration: Declaration,
  owner: FieldOwner,
  before: string,
  offset: number,
): CompletionContext | undefined {
  const prefix = lastWord(before);
  const separator = before.at(-1 - prefix.length) ?? ' ';
  if (/^[0-9]/.test(prefix) || !/[\s,:)]/.test(separator)) return undefined;
  const given = fieldsOf(declaration).filter(({ key: { start, end } }) => offset < start || end < offset);
  return { kind: 'key', owner, given, prefix };
}

/** The flags of `readonly | log-dirty-pages`, without the blanks around the bars. */
function flagsIn(text: string): string[] {
  const parts = text.split('|');
  return parts.map((part, i) => {
    const behindBar = i > 0 ? part.trimStart() : part;
    return i < parts.length - 1 ? behindBar.trimEnd() : behindBar;
  });
}

/** A number or a name in an expression; `undefined` behind a complete one. `before`: the expression up to the cursor. */
function operand(before: string): CompletionContext | undefined {
  const complete = trimEndOf(before, /[A-Za-z0-9_]/);
  const prefix = before.slice(complete.length);
  const last = complete.trimEnd().at(-1);
  return last === undefined || OPERATORS.includes(last) ? { kind: 'operand', prefix } : undefined;
}

const OPERATORS = '+-*/(<>';

/** The characters of a name, with `-` and `.`, that the text ends with. */
function lastWord(text: string): string {
  let start = text.length;
  while (start > 0 && /[A-Za-z0-9_.-]/.test(text[start - 1]!)) start--;
  return text.slice(start);
}
