import type { Block } from '../../text/block';
import { nearestWord } from '../../text/nearest-word';
import type { Problem } from '../../text/problem';
import { type Span, spanOf } from '../../text/span';
import type { ConfigLine } from './parse-line';

/** What QEMU does not read as it was meant, in a line at `[start, end)` of the block. */
export function findLineProblem(block: Block, line: ConfigLine, start: number, end: number): Problem | undefined {
  const text = block.text.slice(start, end);
  if (line.kind === 'refused') {
    const carriage = text === '\r';
    const help = carriage
      ? 'The line ends with CR LF, and to QEMU the carriage return is a blank. Save the file with LF line ends.'
      : 'A line may not consist of blanks alone: only a line without any character is empty.';
    return problem(spanOf(block, start, end), `parse error. ${help}`, carriage ? undefined : ['']);
  }
  if (line.kind !== 'entry' || line.value) return undefined;
  const body = text.trim();
  const from = start + text.indexOf(body);
  const span = spanOf(block, from, from + body.length);
  if (/^[#;]/.test(body)) {
    const help =
      body[0] === '#'
        ? 'A comment begins with # in the first column.'
        : 'A comment begins with #, in the first column.';
    return problem(spanOf(block, start, from + body.length), `QEMU takes this line for a key. ${help}`, [
      `#${body.slice(1)}`,
    ]);
  }
  return problem(span, emptyValue(body, line.key.end - line.key.start), repair(body));
}

function emptyValue(body: string, keyLength: number): string {
  const key = body.slice(0, keyLength);
  const reads = 'QEMU reads an empty value here';
  if (keyLength < body.length && !/\s/.test(body[keyLength]!)) return `${reads}. A key has at most 63 characters.`;
  if (key.includes('=')) return `${reads}, and ${key} as the key. A blank must stand before =.`;
  if (keyLength === body.length) return `${reads}. The line has the form key = "value".`;
  return `${reads}. The value must stand in double quotes.`;
}

/** The line as it was probably meant. */
function repair(body: string): readonly string[] | undefined {
  const equals = body.indexOf('=');
  if (equals < 0) return /^[A-Za-z][A-Za-z0-9-]*$/.test(body) ? [`${body} = "on"`] : undefined;
  const key = body.slice(0, equals).trim();
  let value = body.slice(equals + 1).trim();
  const quote = value[0];
  if (quote === '"' || quote === "'") {
    const close = value.indexOf(quote, 1);
    value = value.slice(1, close < 0 ? value.length : close);
  } else {
    const comment = value.indexOf(' #');
    if (comment >= 0) value = value.slice(0, comment).trim();
  }
  if (key === '' || /\s/.test(key) || value.includes('"')) return undefined;
  return [`${key} = "${value}"`];
}

/** The groups that QEMU has had since 5.0. (QMP: query-command-line-options) */
const GROUPS = new Set([
  ...['accel', 'acpi', 'action', 'add-fd', 'audiodev', 'boot-opts', 'chardev', 'device', 'drive', 'fsdev', 'fw_cfg'],
  ...['global', 'icount', 'iscsi', 'machine', 'memory', 'mon', 'msg', 'name', 'net', 'netdev', 'nic', 'numa', 'object'],
  ...['option-rom', 'overcommit', 'plugin', 'qtest', 'realtime', 'rtc', 'run-with', 'sandbox', 'semihosting-config'],
  ...['smbios', 'smp-opts', 'spice', 'tpmdev', 'trace', 'virtfs', 'vnc'],
]);

export function isConfigGroup(name: string): boolean {
  return GROUPS.has(name);
}

export function unknownGroup(name: string, span: Span): Problem {
  const [first, second] = name.trim().split(/\s+/);
  const bare = second !== undefined && GROUPS.has(first ?? '') ? `${first} "${second.replaceAll('"', '')}"` : undefined;
  const suggestion = bare ?? (GROUPS.has(name.trim()) ? name.trim() : nearestWord(name, GROUPS));
  const help = bare ? ' An id stands in double quotes.' : '';
  return problem(
    span,
    `There is no option group '${name}'.${help}`,
    suggestion === undefined ? undefined : [suggestion],
  );
}

function problem(span: Span, message: string, suggestions?: readonly string[]): Problem {
  return { code: 'option-syntax', severity: 'error', span, message, ...(suggestions ? { suggestions } : {}) };
}
