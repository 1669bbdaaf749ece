import { matchBrackets } from '../../syntax/code/match-brackets';
import { readCodeTokens } from '../../syntax/code/read-code-tokens';
import type { Block } from '../../text/block';
import { ChunkedList } from '../../text/chunked-list';
import { partitionPoint } from '../../text/partition-point';
import { type Span, spanOf } from '../../text/span';
import type { Machine } from '../machine';
import type { Operation, SetMemoryRegion } from '../slot-operation';
import type { VmmComment, VmmConfiguration, VmmMachine } from '../vmm/vmm-configuration';
import { readConstants } from './code-constants';
import { type CodeFunction, findFunctions } from './code-functions';
import { type CodeSource, spanOfWords } from './code-source';
import { readFunction } from './function-reader';
import { REGION_FIELDS } from './memory-region';

/** Reads the memslots of a program: each struct kvm_userspace_memory_region(2) whose values it says, and each call with one. */
export function readCode(
  block: Block,
  language: 'c' | 'rust',
  defaults: Pick<Machine, 'host' | 'rule'>,
): VmmConfiguration {
  const words = readCodeTokens(block.text, language);
  const halves = matchBrackets(words.tokens);
  const functions = findFunctions(words.tokens, halves, language);
  const source: CodeSource = { ...words, block, language, halves, functions };
  const constants = readConstants(words, functions, language);
  const machines: VmmMachine[] = [];
  const settings: VmmConfiguration['settings'][number][] = [];
  for (const place of withGaps(source)) {
    const { runs, alone, written } = readFunction(source, place, constants);
    for (const calls of runs) machines.push(machineOf(place.name, calls, 'called', defaults));
    for (const region of alone) machines.push(machineOf(place.name, [region], 'alone', defaults));
    for (const { name, at, from, to, quantity } of written) {
      const { value } = quantity;
      const number = /size|addr|offset/.test(name) ? value : undefined;
      settings.push({
        path: name,
        name: spanOfWords(source, at, at + 1),
        value: spanOfWords(source, from, to),
        help: REGION_FIELDS[name]!,
        size: name === 'memory_size' && number !== undefined ? { bytes: number, unit: undefined } : undefined,
        ...(number !== undefined && { number }),
      });
    }
  }
  return {
    machines,
    settings: settings.sort((a, b) => a.name.start - b.name.start),
    findings: [],
    comments: commentsIn(source),
  };
}

/** The functions that name the struct, and what stands between functions. */
function withGaps({ tokens, functions }: CodeSource): readonly CodeFunction[] {
  const places: CodeFunction[] = [];
  const add = (place: CodeFunction) => {
    for (let i = place.from; i < place.end && i < tokens.length; i++) {
      if (!tokens[i]!.text.startsWith('kvm_userspace_memory_region')) continue;
      places.push(place);
      return;
    }
  };
  let from = 1;
  for (const place of functions) {
    add({ name: 'file', from, body: from - 1, end: place.from });
    add(place);
    from = place.end;
  }
  add({ name: 'file', from, body: from - 1, end: tokens.length });
  return places;
}

function machineOf(
  name: string,
  calls: readonly SetMemoryRegion[],
  written: NonNullable<VmmMachine['written']>,
  { host, rule }: Pick<Machine, 'host' | 'rule'>,
): VmmMachine {
  const kvm: Machine = {
    name,
    nameSpan: undefined,
    host,
    rule,
    ruleSpan: undefined,
    backings: [],
    operations: ChunkedList.of<Operation>(calls),
  };
  const memory = calls.map(({ slot, size, headSpan, page }) => ({
    name: slot.value === undefined ? 'slot' : `slot ${slot.value}`,
    span: headSpan,
    size: size.value,
    page,
    nodes: undefined,
  }));
  return { name, span: calls[0]!.headSpan, memory, complete: false, kvm, written };
}

/** A comment behind code is about its line; one on a line of its own about the statement, or the field, that follows. */
function commentsIn(source: CodeSource): readonly VmmComment[] {
  const { block, tokens, comments } = source;
  const { text } = block;
  let line = 0;
  let seen = 0;
  return comments.flatMap(({ start, end }) => {
    for (; seen < start; seen++) if (text[seen] === '\n' || text[seen] === '\r') line = seen + 1;
    if (!text.slice(start, end).includes('memslot:')) return [];
    const next = partitionPoint(tokens.length, (i) => tokens[i]!.start < end || i === 0);
    const isOwn = next === 1 || tokens[next - 1]!.start < line;
    const target = isOwn ? nextStatement(source, next) : spanOf(block, line, start);
    return [{ span: spanOf(block, start, end), target }];
  });
}

/** From a word to the end of its statement, or of the field of an initialiser. */
function nextStatement({ tokens, halves, block }: CodeSource, first: number): Span | undefined {
  if (first >= tokens.length) return undefined;
  let last = first;
  for (let i = first; i < tokens.length && i < first + LONGEST_STATEMENT; i++) {
    last = i;
    const { kind, text } = tokens[i]!;
    if (kind !== 'sign') continue;
    if (/^[;,)\]}]$/.test(text)) break;
    if (!/^[([{]$/.test(text)) continue;
    last = Math.min(halves[i]!, tokens.length - 1);
    if (text === '{') break;
    i = last;
  }
  return spanOf(block, tokens[first]!.start, tokens[last]!.end);
}

/** A statement of more words is no place that one comment is about. */
const LONGEST_STATEMENT = 1000;
