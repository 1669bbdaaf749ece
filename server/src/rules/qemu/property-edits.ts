import { writeQemuSize } from '../../model/qemu/units';
import type { OptionGroup } from '../../syntax/qemu/argument-list';
import { findEntry } from '../../syntax/qemu/find-entry';
import { findOption } from '../../syntax/qemu/option-grammar';
import { type Span, spanOf, spanText } from '../../text/span';
import type { Edit } from '../define-rule';
import type { QemuFacts } from './qemu-facts';

/** What a property is set to: a size or another number, a boolean, or a word. */
export type NewValue = bigint | boolean | string;

/** Sets a property of an option, in the grammar of what the option is written in. `undefined`: that has no place in the text. */
export function setProperty(group: OptionGroup | undefined, name: string, value: NewValue): Edit | undefined {
  if (!group) return undefined;
  const entry = findEntry(group, name);
  if (!entry) return insertProperty(group, name, value);
  if (entry.value.kind === 'json') {
    const span = withBackslash(entry.value.value.span);
    const text = writeJson(value, quoteOf(spanText(group.span)));
    return text === undefined ? undefined : { span, newText: text };
  }
  const { span } = entry.value.word;
  return { span, newText: entry.shortForm ? `${name}=${writeWord(group, value)}` : writeWord(group, value) };
}

/** Takes a property out of an option, with its comma. */
export function removeProperty(group: OptionGroup | undefined, name: string): Edit | undefined {
  const entry = group && findEntry(group, name);
  if (!group || !entry || entry.impliedKey) return undefined;
  if (group.carrier === 'readconfig') {
    // Each line is a block.
    const { block } = entry.key.span;
    return { span: spanOf(block, 0, block.text.length), newText: '' };
  }
  const from = entry.key.span;
  const to = entry.value.kind === 'json' ? entry.value.value.span : entry.value.word.span;
  const whole = group.span;
  if (from.block !== whole.block || to.block !== whole.block || from.start < whole.start || to.end > whole.end)
    return undefined;
  const { text } = whole.block;
  let start = from.start;
  let end = Math.max(to.end, from.end);
  while (start > whole.start && /\s/.test(text[start - 1]!)) start--;
  if (text[start - 1] === ',') start--;
  else if (text[end] === ',') end++;
  return { span: spanOf(whole.block, start, end), newText: '' };
}

/** Writes another option behind one that is there; without `near`, behind the name of the program. */
export function addOption(facts: QemuFacts, text: string, near?: OptionGroup): Edit | undefined {
  if (isReadconfig(facts)) return undefined;
  const last = near ?? facts.options.find((group) => group.carrier === 'command-line');
  if (last && last.carrier !== 'command-line' && !spanText(last.span).startsWith("'")) return undefined;
  const span = last?.span ?? facts.started.config.span;
  return { span: spanOf(span.block, span.end, span.end), newText: ` ${text}` };
}

/** Takes an option out with its value, and with the line break before it where that is escaped. */
export function removeOption(group: OptionGroup | undefined): Edit | undefined {
  const start = group && optionStart(group);
  if (!group || start === undefined) return undefined;
  const { block, end } = group.span;
  const before = /(?:[ \t]|\\\r?\n){1,100}$/.exec(block.text.slice(Math.max(0, start - 100), start));
  return { span: spanOf(block, start - (before?.[0].length ?? 0), end), newText: '' };
}

/** Writes another option in the place of one. */
export function replaceOption(group: OptionGroup | undefined, text: string): Edit | undefined {
  const start = group && optionStart(group);
  return start === undefined ? undefined : { span: spanOf(group!.span.block, start, group!.span.end), newText: text };
}

/** Where the dash stands of an option, before its value; `undefined` where the two do not stand side by side. */
function optionStart({ option, carrier, span }: OptionGroup): number | undefined {
  const { block, start } = span;
  const name = /--?([A-Za-z-]+)(?:[ \t]|\\?\r?\n){1,100}$/.exec(block.text.slice(Math.max(0, start - 150), start));
  if (carrier === 'readconfig' || !name || findOption(name[1]!)?.name !== option) return undefined;
  return start - name[0].length;
}

/** The option whose value stands in that place. */
export function groupAt(facts: QemuFacts, span: Span | undefined): OptionGroup | undefined {
  return span && facts.options.find((group) => group.span === span);
}

/** The last option of a name, which is where a further key of it goes. */
export function lastGroup(facts: QemuFacts, option: string): OptionGroup | undefined {
  return facts.options.filter((group) => group.option === option).at(-1);
}

/** Sets a key of -machine, where there is one or not. */
export function setMachineProperty(facts: QemuFacts, name: string, value: NewValue): Edit | undefined {
  const groups = facts.options.filter((group) => group.option === 'machine');
  const group = groups.find((candidate) => findEntry(candidate, name)) ?? groups.at(-1);
  if (group) return setProperty(group, name, value);
  if (isReadconfig(facts)) return addConfigGroup(facts, 'machine', name, value);
  return addOption(facts, `-machine ${name}=${textOfValue(value)}`);
}

/** Sets a key of -m, where there is one or not. Sizes get a suffix: without one -m counts MiB, but only in `size`. */
export function setMemoryOption(
  facts: QemuFacts,
  name: 'size' | 'maxmem' | 'slots',
  value: bigint,
  near?: OptionGroup,
): Edit | undefined {
  const groups = facts.options.filter((group) => group.option === 'm' || group.option === 'memory');
  const group = groups.filter((candidate) => findEntry(candidate, name)).at(-1) ?? groups.at(-1);
  const text = name === 'slots' ? `${value}` : withSuffix(value);
  if (group) return setProperty(group, name, text);
  if (isReadconfig(facts)) return addConfigGroup(facts, 'memory', name, text);
  return addOption(facts, `-m ${name === 'size' ? '' : `${name}=`}${text}`, near);
}

/** A size that means the same wherever it stands. */
export function withSuffix(size: bigint): string {
  const text = writeQemuSize(size);
  return /[0-9]$/.test(text) ? `${text}B` : text;
}

function insertProperty(group: OptionGroup, name: string, value: NewValue): Edit | undefined {
  const { span, carrier } = group;
  if (carrier === 'readconfig') return insertLine(group, name, value);
  const text = spanText(span);
  if (carrier === 'json') {
    const quote = quoteOf(text);
    const close = text.lastIndexOf('}');
    const written = writeJson(value, quote);
    if (close < 0 || written === undefined) return undefined;
    let at = span.start + close;
    while (at > span.start && /\s/.test(span.block.text[at - 1]!)) at--;
    const comma = group.entries.length > 0 ? ',' : '';
    return { span: spanOf(span.block, at, at), newText: `${comma}${quote}${name}${quote}:${written}` };
  }
  const quoted = text.length > 1 && (text[0] === '"' || text[0] === "'") && text.endsWith(text[0]);
  const end = span.end - (quoted ? 1 : 0);
  const comma = span.block.text[end - 1] === ',' && span.block.text[end - 2] !== ',' ? '' : ',';
  return { span: spanOf(span.block, end, end), newText: `${comma}${name}=${writeWord(group, value)}` };
}

function isReadconfig({ options }: QemuFacts): boolean {
  return options.length > 0 && options.every((group) => group.carrier === 'readconfig');
}

/** Another group at the end of a -readconfig file. */
function addConfigGroup({ options }: QemuFacts, group: string, name: string, value: NewValue): Edit | undefined {
  const last = options.at(-1);
  const line = last && insertLine(last, name, value);
  return line && { span: line.span, newText: `\n\n[${group}]\n  ${name} = "${textOfValue(value)}"` };
}

/** A line of a -readconfig file, behind the last one of its group. */
function insertLine({ entries, span }: OptionGroup, name: string, value: NewValue): Edit | undefined {
  const last = entries.at(-1)?.key.span ?? span;
  const { text } = last.block;
  const newline = text.indexOf('\n', last.start);
  const at = newline < 0 ? text.length : text[newline - 1] === '\r' ? newline - 1 : newline;
  const begin = text.lastIndexOf('\n', last.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(begin))![0];
  return { span: spanOf(last.block, at, at), newText: `\n${indent}${name} = "${textOfValue(value)}"` };
}

function writeWord(group: OptionGroup, value: NewValue): string {
  const text = textOfValue(value);
  return group.carrier === 'readconfig' ? text : text.replaceAll(',', ',,');
}

function textOfValue(value: NewValue): string {
  if (typeof value === 'bigint') return writeQemuSize(value);
  return typeof value === 'string' ? value : value ? 'on' : 'off';
}

/** Within double quotes of the shell the first quote of a string has a backslash before it, that no longer belongs to it. */
function withBackslash(span: Span): Span {
  const { block, start, end } = span;
  const escaped = block.text[start] === '"' && block.text[start - 1] === '\\';
  return escaped ? spanOf(block, start - 1, end) : span;
}

/** In JSON sizes are bytes. */
function writeJson(value: NewValue, quote: string): string | undefined {
  if (typeof value === 'bigint') return `${value}`;
  if (typeof value === 'boolean') return `${value}`;
  return /^[\w.@/-]*$/.test(value) ? quote + value + quote : undefined;
}

/** The quotes that the JSON of a word has, with the backslashes that the shell needs. */
function quoteOf(text: string): string {
  return /\\"|"|'/.exec(text.slice(text.indexOf('{') + 1))?.[0] ?? '"';
}
