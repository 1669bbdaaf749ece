/**
 * The Markdown of our own hovers for a client that shows plain text: images are left out, links become their text, table
 * rows become lines, escaped characters become themselves. Knows only the Markdown that is written here.
 */
export function plainText(markdown: string): string {
  return markdown
    .replaceAll('\r\n', '\n')
    .split('\n')
    .filter((line) => !isFrame(line))
    .map(plainLine)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Lines without words of their own: code fences, the rule below a table's head, a table's empty head. */
function isFrame(line: string): boolean {
  const content = line.trim();
  return content.startsWith('```') || (content.startsWith('|') && /^[|:\- \t]+$/.test(content));
}

function plainLine(line: string): string {
  const cells = line.trim().startsWith('|');
  let text = '';
  for (let i = cells ? line.indexOf('|') + 1 : 0; i < line.length; i++) {
    const character = line[i]!;
    const next = line[i + 1] ?? '';
    if (character === '\\' && ASCII_PUNCTUATION.test(next)) {
      text += next;
      i++;
    } else if (character === '&') {
      const entity = ENTITIES.find(([name]) => line.startsWith(name, i));
      text += entity ? entity[1] : '&';
      i += entity ? entity[0].length - 1 : 0;
    } else if (character === '`') {
      const close = line.indexOf('`', i + 1);
      if (close < 0) text += character;
      else {
        text += line.slice(i + 1, close);
        i = close;
      }
    } else if (character === '!' && next === '[') {
      const end = linkEnd(line, i + 1);
      if (end) i = end.target;
      else text += character;
    } else if (character === '[') {
      const end = linkEnd(line, i);
      if (end) {
        text += line.slice(i + 1, end.text);
        i = end.target;
      } else text += character;
    } else if (character === '*') {
      // Emphasis; a star that is meant stands escaped or in code.
    } else if (cells && character === '|') text = `${text.trimEnd()}  `;
    else text += character;
  }
  return text.trim() === ''
    ? ''
    : text
        .trimEnd()
        .replace(/^ (?=\S)/, '')
        .replace(/^#+ /, '');
}

/** Where the text and the target of the link that opens at `at` end; links hold no brackets of their own. */
function linkEnd(line: string, at: number): { text: number; target: number } | undefined {
  const text = line.indexOf(']', at);
  if (text < 0 || line[text + 1] !== '(') return undefined;
  const target = line.indexOf(')', text);
  return target < 0 ? undefined : { text, target };
}

const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/;

const ENTITIES: readonly (readonly [string, string])[] = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
];
