import type { TokensEdit } from '../semantic-tokens';
import { TOKEN_TYPES } from '../tokens-of';
import { rangeAt } from './qemu-place';
import type { QemuSnapshot } from './qemu-snapshot';
import { tokensOfQemu } from './qemu-tokens';

/** Tokens as the protocol has them: for each the lines and characters since the one before, length, type, modifiers. */
export function qemuSemanticTokens(snapshot: QemuSnapshot): number[] {
  return encode(placedTokens(snapshot));
}

/** The tokens on the lines `[startLine, endLine]`. */
export function qemuSemanticTokensIn(snapshot: QemuSnapshot, startLine: number, endLine: number): number[] {
  return encode(placedTokens(snapshot).filter(({ line }) => startLine <= line && line <= endLine));
}

/** What turns the tokens `previous` into `current`: at most one edit, of whole tokens. */
export function qemuSemanticTokensEdits(previous: readonly number[], current: readonly number[]): TokensEdit[] {
  const shorter = Math.min(previous.length, current.length);
  let head = 0;
  while (head < shorter && previous[head] === current[head]) head++;
  if (head === previous.length && head === current.length) return [];
  head -= head % LENGTH;
  let tail = 0;
  while (tail < shorter - head && previous[previous.length - 1 - tail] === current[current.length - 1 - tail]) tail++;
  tail -= tail % LENGTH;
  const data = current.slice(head, current.length - tail);
  return [{ start: head, deleteCount: previous.length - tail - head, data }];
}

/** The numbers of a token. */
const LENGTH = 5;
/** The modifier `declaration`. */
const DECLARATION = 1;

interface PlacedToken {
  readonly line: number;
  readonly character: number;
  readonly length: number;
  readonly type: number;
  readonly modifiers: number;
}

const KNOWN = new WeakMap<QemuSnapshot, readonly PlacedToken[]>();

/** The tokens of all commands in the order of the text. Of those that commands share, or that overlap, the first counts. */
function placedTokens(snapshot: QemuSnapshot): readonly PlacedToken[] {
  const known = KNOWN.get(snapshot);
  if (known) return known;
  const all: PlacedToken[] = [];
  for (const { invocation } of snapshot.machines) {
    for (const { span, type, declares } of tokensOfQemu(invocation, snapshot.source.dialect)) {
      const range = rangeAt(snapshot, span);
      if (!range || range.start.line !== range.end.line) continue;
      const { line, character } = range.start;
      const length = range.end.character - character;
      const modifiers = declares ? DECLARATION : 0;
      if (length > 0) all.push({ line, character, length, type: TOKEN_TYPES.indexOf(type), modifiers });
    }
  }
  all.sort((a, b) => a.line - b.line || a.character - b.character || b.modifiers - a.modifiers);
  const placed: PlacedToken[] = [];
  for (const token of all) {
    const last = placed[placed.length - 1];
    if (!last || token.line > last.line || token.character >= last.character + last.length) placed.push(token);
  }
  KNOWN.set(snapshot, placed);
  return placed;
}

function encode(tokens: readonly PlacedToken[]): number[] {
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const token of tokens) {
    const lines = token.line - line;
    data.push(lines, lines === 0 ? token.character - character : token.character);
    data.push(token.length, token.type, token.modifiers);
    ({ line, character } = token);
  }
  return data;
}
