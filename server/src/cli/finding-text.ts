import type { CheckedFinding } from './check-file';
import { type Paint, printable } from './terminal';

/** A finding in a file as a line for people: its place, counted from 1, how bad it is, what it is, its rule. */
export function findingText(
  file: string,
  { range, severity, code, message }: Omit<CheckedFinding, 'fixes'>,
  paint: Paint,
): string {
  const colours = { error: paint.red, warning: paint.yellow, information: paint.blue, hint: paint.dim };
  const place = `${printable(file)}:${range.start.line + 1}:${range.start.character + 1}`;
  return `${paint.bold(place)}: ${colours[severity](severity)}: ${printable(message)} ${paint.dim(`[${code}]`)}\n`;
}
