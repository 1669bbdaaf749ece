import { type Declaration, type Field, fieldsOf, type Token } from '../syntax/memslots/declaration';
import type { Expression } from '../syntax/memslots/expression';
import { positionIn } from '../text/block-index';

/** The kinds of tokens, by the names that the protocol has for them. Their places in this list are what is sent. */
export const TOKEN_TYPES = [
  'comment',
  'keyword',
  'property',
  'number',
  'variable',
  'enumMember',
  'operator',
  'macro',
  'class',
  'namespace',
  'function',
] as const;

export const TOKEN_MODIFIERS = ['declaration', 'readonly'] as const;

/**
 * The tokens of one declaration, five numbers each as the protocol has them; the first token counts its lines from the
 * declaration's first one. Kept with the declaration, which may outlive many versions of its document.
 */
export function tokensOf(declaration: Declaration): readonly number[] {
  let tokens = KNOWN.get(declaration);
  if (!tokens) {
    tokens = encode(declaration, collect(declaration));
    KNOWN.set(declaration, tokens);
  }
  return tokens;
}

const KNOWN = new WeakMap<Declaration, readonly number[]>();

/** The name of a kind of token. */
export type TokenType = (typeof TOKEN_TYPES)[number];

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly type: TokenType;
  readonly modifiers: number;
}

type Add = (extent: { start: number; end: number } | undefined, type: TokenType, modifiers?: number) => void;

const DECLARATION = 1;
const READONLY = 2;

function collect(declaration: Declaration): Piece[] {
  const pieces: Piece[] = [];
  const add: Add = (extent, type, modifiers = 0) => {
    if (extent && extent.end > extent.start) pieces.push({ start: extent.start, end: extent.end, type, modifiers });
  };
  const { comment } = declaration;
  // Comments that silence a rule are left to the grammar, which tells their parts apart.
  if (comment && !comment.text.includes('memslot:')) add(comment, 'comment');
  switch (declaration.kind) {
    case 'blank':
    case 'foreign':
      break;
    case 'slot':
    case 'trace-slot': {
      const { head, id, addressSpace, name } = declaration;
      addHeadWords(declaration.text, head.start, Math.min(id?.start ?? name?.start ?? head.end, head.end), add);
      add(addressSpace, 'number');
      add(id, 'number');
      add(name, 'function', DECLARATION);
      break;
    }
    case 'attributes':
      add(declaration.head, declaration.head.text.startsWith('kvm_') ? 'macro' : 'keyword');
      addDirection(declaration, add);
      break;
    case 'let':
      add(declaration.keyword, 'keyword');
      add(declaration.name, 'variable', DECLARATION | READONLY);
      addExpression(declaration.expression, add);
      break;
    default:
      add(declaration.keyword, 'keyword');
      if (declaration.kind === 'rule') add(declaration.name, 'enumMember');
      else add(declaration.name, declaration.kind === 'machine' ? 'namespace' : 'class', DECLARATION);
  }
  for (const field of fieldsOf(declaration)) addField(field, add);
  return pieces;
}

const HEAD_WORD = /AddrSpace|(?:mem)?slot|kvm_[a-z_]+/gi;

/** The words of a slot's head, up to its id. */
function addHeadWords(text: string, start: number, end: number, add: Add): void {
  for (const { 0: word, index } of text.slice(start, end).matchAll(HEAD_WORD))
    add({ start: start + index, end: start + index + word.length }, word.startsWith('kvm_') ? 'macro' : 'keyword');
}

/** The last word of a kvm_convert_memory event. */
function addDirection({ text, head, end }: Declaration & { head: Token }, add: Add): void {
  const match = /(?:shared_to_private|private_to_shared)$/.exec(text.slice(head.end, end));
  if (match) add({ start: head.end + match.index, end }, 'enumMember');
}

function addField({ name, key, value }: Field, add: Add): void {
  if (name) add(key, 'property');
  if (value?.kind === 'number') addExpression(value.expression, add);
  else if (value?.kind === 'flags') for (const part of value.parts) add(part, wordType(part.text));
  else if (value) add(value, name === 'backing' ? 'class' : wordType(value.text));
}

function wordType(text: string): TokenType {
  return /^[0-9]/.test(text) ? 'number' : 'enumMember';
}

function addExpression(expression: Expression | undefined, add: Add): void {
  for (const item of expression?.items ?? []) {
    if (item.kind === 'number') add(item, 'number');
    else if (item.kind === 'name') add(item, 'variable', READONLY);
    else add(item, 'operator');
  }
}

/** What overlaps a token before it (the sign that is part of a literal) is left out, as is what a mail program cut in two. */
function encode(declaration: Declaration, pieces: Piece[]): readonly number[] {
  if (pieces.length === 0) return NONE;
  pieces.sort((a, b) => a.start - b.start);
  const tokens: number[] = [];
  let end = 0;
  let line = 0;
  let character = 0;
  for (const piece of pieces) {
    if (piece.start < end) continue;
    const from = positionIn(declaration, piece.start, 0);
    const to = positionIn(declaration, piece.end, 0);
    if (from.line !== to.line) continue;
    end = piece.end;
    tokens.push(
      from.line - line,
      from.line === line ? from.character - character : from.character,
      to.character - from.character,
      TOKEN_TYPES.indexOf(piece.type),
      piece.modifiers,
    );
    line = from.line;
    character = from.character;
  }
  return tokens;
}

const NONE: readonly number[] = [];
