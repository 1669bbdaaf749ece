import type { TextChange } from '../../server/src/features/document-analysis';
import { TextLines } from '../../server/src/text/text-lines';

/** An edit of a text: `length` characters from an offset on give way to others. */
export function offsetEdit(text: TextLines, at: number, length: number, inserted: string): TextChange {
  const whole = text.toString();
  const position = (offset: number) => {
    const { lines } = TextLines.of(whole.slice(0, offset));
    return { line: lines.length - 1, character: lines[lines.length - 1]!.length };
  };
  return text.edit({ start: position(at), end: position(at + length) }, inserted);
}
