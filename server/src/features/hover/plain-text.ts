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

function plainLine(source: string): string {
  const cells = source.trim().startsWith('|');
  const line = cells ? source.trim().replace(/^\| */, '') : source.replace(/^#+ /, '');
  let text = '';
  for (let i = 0; i < line.length; i++) {
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
      text += close < 0 ? character : line.slice(i + 1, close);
      i = Math.max(close, i);
    } else if (character === '!' && next === '[') {
      const end = line.indexOf('](', i);
      i = end < 0 ? i : linkEnd(line, end);
    } else if (character === ']' && next === '(') {
      i = linkEnd(line, i);
    } else if (character === '|' && cells) {
      text = `${text.trimEnd()}  `;
      while (line[i + 1] === ' ') i++;
    } else if (character !== '*' && character !== '[') {
      // Stars and brackets that are meant stand escaped or in code.
      text += character;
    }
  }
  return text.trimEnd();
}

/** Where the link ends whose target opens at `at`; targets hold no parentheses. */
function linkEnd(line: string, at: number): number {
  const end = line.indexOf(')', at);
  return end < 0 ? line.length : end;
}

const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/;

const ENTITIES: readonly (readonly [string, string])[] = [
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
];
