import { report, type Scanner } from './scanner';
import { invalidUnits } from './xml-characters';

/** Reports the run of characters at `at` that XML does not have, if there are any. Returns where to read on: behind them. */
export function reportInvalid(scanner: Scanner, at: number): number {
  const { text } = scanner.source;
  let end = at;
  while (end < text.length && invalidUnits(text, end) > 0) end += 1;
  if (end === at) return at + (isPair(text, at) ? 2 : 1);
  const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
  report(scanner, at, end, `The character U+${code} may not stand anywhere in XML. Remove it.`, ['']);
  return end;
}

function isPair(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xd800 && code < 0xdc00;
}
