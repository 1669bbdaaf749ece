/**
 * Text that somebody else wrote, as Markdown that shows just this text: no link, image, emphasis, HTML or table cell can
 * come of it. Line breaks become blanks; what cannot be seen or turns the reading direction becomes U+FFFD.
 */
export function escapeMarkdown(text: string): string {
  return visible(text).replace(PUNCTUATION, (character) => ENTITIES[character] ?? `\\${character}`);
}

/** Text as a code span; as escaped text where a code span could not hold it, such as in the cell of a table. */
export function codeSpan(text: string): string {
  const shown = visible(text);
  return /[`|]/.test(shown) || shown.trim() !== shown || shown === '' ? escapeMarkdown(text) : `\`${shown}\``;
}

/** Text short enough to be shown. To be cut before it is escaped. */
export function clipText(text: string, most = 60): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function visible(text: string): string {
  return text.replace(LINE_BREAKS, ' ').replace(UNSEEN, '\ufffd');
}

const LINE_BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;

/** C0 and C1 controls, zero-width characters, what changes the direction of the text, halves of surrogate pairs. */
const UNSEEN = /[\0-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu;

/** Every punctuation character of ASCII can be escaped by a backslash; those of HTML are safest as entities. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };
