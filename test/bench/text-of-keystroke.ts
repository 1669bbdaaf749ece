import type { GeneratedText } from './generated-text';

/** What the line says up to the number in which a digit is typed, and stands nowhere before it is typed. */
export function textOfKeystroke({ text, typing }: GeneratedText): string {
  const { position, character } = typing[1]!;
  const line = text.split('\n')[position.line]!;
  const at = position.character;
  const made = line.slice(0, at) + character + line.slice(at, at + 1);
  if (text.includes(made)) throw new Error(`'${made}' is in the text before it is typed.`);
  return made;
}
