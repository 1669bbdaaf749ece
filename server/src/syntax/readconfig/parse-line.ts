/**
 * What a line of a -readconfig file is to QEMU. Places count from the line's first character. QEMU reads with fgets() and
 * sscanf(): keys and ids have at most 63 characters, nothing is escaped, and what follows the closing quote is ignored.
 * (util/qemu-config.c: qemu_config_foreach)
 */
export type ConfigLine =
  | { readonly kind: 'nothing' }
  /** `[group]`, `[group "id"]`. */
  | { readonly kind: 'group'; readonly name: Place; readonly id: Place | undefined }
  /** `key = "value"`. `value` is `undefined` where the line has another form: QEMU takes it for an empty one. */
  | { readonly kind: 'entry'; readonly key: Place; readonly value: Place | undefined }
  /** Blanks alone. */
  | { readonly kind: 'refused' };

export interface Place {
  readonly start: number;
  readonly end: number;
}

const LONGEST_NAME = 63;

/** Reads the line without its line feed. */
export function parseConfigLine(line: string): ConfigLine {
  if (line === '' || line[0] === '#') return { kind: 'nothing' };
  if (line[0] === '[') {
    const group = parseGroup(line);
    if (group) return group;
  }
  // To C, the text ends at a NUL.
  const nul = line.indexOf('\0');
  const length = nul < 0 ? line.length : nul;
  const start = skipBlanks(line, 0, length);
  if (start === length) return { kind: 'refused' };
  const tokenEnd = skipToken(line, start, length);
  const key: Place = { start, end: Math.min(tokenEnd, start + LONGEST_NAME) };
  if (key.end < tokenEnd) return { kind: 'entry', key, value: undefined };
  let at = skipBlanks(line, tokenEnd, length);
  if (line[at] !== '=') return { kind: 'entry', key, value: undefined };
  at = skipBlanks(line, at + 1, length);
  if (line[at] !== '"' || at >= length) return { kind: 'entry', key, value: undefined };
  const close = line.indexOf('"', at + 1);
  // Without a closing quote the line feed belongs to the value.
  if (close < 0 || close >= length) return { kind: 'entry', key, value: undefined };
  return { kind: 'entry', key, value: { start: at + 1, end: close } };
}

function parseGroup(line: string): ConfigLine | undefined {
  const start = skipBlanks(line, 1, line.length);
  const end = skipToken(line, start, line.length);
  const quote = skipBlanks(line, end, line.length);
  if (end > start && end - start <= LONGEST_NAME && line[quote] === '"') {
    let close = line.indexOf('"', quote + 1);
    if (close < 0) close = line.length;
    if (close > quote + 1) {
      const id = { start: quote + 1, end: Math.min(close, quote + 1 + LONGEST_NAME) };
      return { kind: 'group', name: { start, end }, id };
    }
  }
  let close = line.indexOf(']', 1);
  if (close < 0) close = line.length;
  if (close === 1) return undefined;
  return { kind: 'group', name: { start: 1, end: Math.min(close, 1 + LONGEST_NAME) }, id: undefined };
}

function skipBlanks(line: string, at: number, end: number): number {
  while (at < end && BLANKS.includes(line[at]!)) at += 1;
  return at;
}

function skipToken(line: string, at: number, end: number): number {
  while (at < end && !BLANKS.includes(line[at]!)) at += 1;
  return at;
}

const BLANKS = ' \t\r\v\f\n';
