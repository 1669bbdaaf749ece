import { parseBoolean } from '../../model/qemu/parse-boolean';
import type { QemuDialect } from '../../syntax/detect-qemu';
import type { OptionEntry, OptionGroup } from '../../syntax/qemu/argument-list';
import { findOption, type OptionGrammar } from '../../syntax/qemu/option-grammar';
import { type Span, spanOf, spanText } from '../../text/span';
import { literalWord, type Word, wordText } from '../../text/word';
import type { TokenType } from '../tokens-of';
import { propertyText, typeKeyOf } from './property-texts';
import { textOf } from './qemu-element';
import { idKindOf } from './qemu-names';
import type { QemuInvocation } from './qemu-source';

/** A run of characters that an editor gives a colour of its own. It lies on one line. */
export interface QemuToken {
  readonly span: Span;
  readonly type: TokenType;
  readonly declares: boolean;
}

const KNOWN = new WeakMap<QemuInvocation, readonly QemuToken[]>();

/**
 * The tokens of one QEMU: its program, options, types, keys, ids, numbers and words. Only what is written just as it is
 * read gets one, so that quotes, variables and escapes keep the colours that the grammar of their language gives them.
 * Kept with the invocation, which may outlive many versions of its document.
 */
export function tokensOfQemu(invocation: QemuInvocation, dialect: QemuDialect): readonly QemuToken[] {
  let tokens = KNOWN.get(invocation);
  if (!tokens) {
    const found: QemuToken[] = [];
    const add: Add = (word, type, declares = false) => {
      for (const { text, span, literal } of word.pieces) {
        if (literal && text && !/[\r\n]/.test(text)) found.push({ span, type, declares });
      }
    };
    addWords(invocation, add);
    for (const group of invocation.options) addGroup(group, dialect, add);
    tokens = found;
    KNOWN.set(invocation, tokens);
  }
  return tokens;
}

type Add = (word: Word, type: TokenType, declares?: boolean) => void;

/** The program and the names of options. */
function addWords({ list, options }: QemuInvocation, add: Add): void {
  add(list.program, 'function');
  const values = new Set<Span>();
  // The span of an option without a value is that of its name.
  const flags = new Set<Span>();
  for (const { option, span } of options) (grammarOf(option) === 'flag' ? flags : values).add(span);
  list.arguments.forEach((word, i) => {
    const next = list.arguments[i + 1];
    if (flags.has(word.span) || (next && values.has(next.span))) add(word, 'keyword');
  });
}

function grammarOf(option: string): OptionGrammar['kind'] | undefined {
  return findOption(option)?.grammar.kind;
}

function addGroup(group: OptionGroup, dialect: QemuDialect, add: Add): void {
  const name = nameOf(group, dialect);
  if (name) add(name, 'keyword');
  const kind = grammarOf(group.option);
  // What has no keys is a path, a number of a port and the like.
  if (kind === 'text' || kind === 'flag') return;
  const typeKey = typeKeyOf(group.option);
  const type = typeKey && textOf(group, typeKey);
  for (const entry of group.entries) {
    if (!entry.impliedKey && !(dialect === 'qmp' && group.carrier === 'json')) addKey(entry, add);
    addValue({ option: group.option, typeKey, type, dialect }, entry, add);
  }
}

/** The word that begins a monitor command or a group of a file. */
function nameOf({ carrier, span, option }: OptionGroup, dialect: QemuDialect): Word | undefined {
  const { block } = span;
  let start = -1;
  if (carrier === 'readconfig') start = span.start + (/^\[[ \t]*/.exec(spanText(span))?.[0].length ?? 0);
  else if (dialect === 'hmp') start = block.text.indexOf(`${option}_add`);
  if (start < 0) return undefined;
  const end = carrier === 'readconfig' ? span.end : start + `${option}_add`.length;
  const text = /^[\w.-]*/.exec(block.text.slice(start, end))![0];
  return literalWord(text, spanOf(block, start, start + text.length));
}

function addKey({ key, shortForm }: OptionEntry, add: Add): void {
  const [first] = key.pieces;
  // `noshare` is one word.
  const { block, start, end } = key.span;
  const negated = shortForm === 'off' && first?.literal && start >= 2 && block.text.startsWith('no', start - 2);
  if (!negated || key.pieces.length > 1) add(key, 'property');
  else {
    const span = spanOf(block, start - 2, end);
    add(literalWord(spanText(span), span), 'property');
  }
}

interface Owner {
  readonly option: string;
  readonly typeKey: string | undefined;
  readonly type: string | undefined;
  readonly dialect: QemuDialect;
}

function addValue(
  { option, typeKey, type: owner, dialect }: Owner,
  { key, value, shortForm }: OptionEntry,
  add: Add,
): void {
  const name = wordText(key);
  if (name === undefined || shortForm) return;
  const json = value.kind === 'json' ? value.value : undefined;
  const word = value.kind === 'text' ? value.word : json?.kind === 'string' ? json.word : undefined;
  if (!word) {
    // In a JSON document the grammar has colours for numbers and for true and false.
    if (dialect === 'qmp' || (json?.kind !== 'number' && json?.kind !== 'boolean')) return;
    const text = json.kind === 'number' ? json.raw : `${json.value}`;
    // Part of it may come from a variable.
    if (spanText(json.span) === text)
      add(literalWord(text, json.span), json.kind === 'number' ? 'number' : 'enumMember');
    return;
  }
  if (name === typeKey) add(word, 'class');
  else if (idKindOf(option, name)) add(word, 'variable', name === 'id');
  else {
    const type = propertyText(option, owner, name)?.type;
    const text = wordText(word);
    if (type === undefined || type === 'str' || type === 'link') return;
    if (type === 'bool' || typeof type !== 'string') {
      const known = text !== undefined && (type === 'bool' ? parseBoolean(text) !== undefined : type.includes(text));
      if (known) add(word, 'enumMember');
    } else addNumber(word, add);
  }
}

/** The pieces of a number: `$COUNT` and `G` of `${COUNT}G`. */
function addNumber({ span, pieces }: Word, add: Add): void {
  add({ span, pieces: pieces.filter(({ text }) => text !== undefined && /^[\w.:+-]+$/.test(text)) }, 'number');
}
