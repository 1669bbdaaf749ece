/** A hover of more characters is a document to read. */
export const LONGEST_HOVER = 12_000;

/** The lines of a hover that there is room for, and how many there is none for. A picture is a line that counts little. */
export function limitMarkdown(markdown: string, most = LONGEST_HOVER): string {
  if (markdown.length <= most) return markdown;
  const lines = markdown.split('\n');
  let length = 0;
  let kept = 0;
  let fenced = false;
  for (const line of lines) {
    length += line.startsWith('![') ? 100 : line.length + 1;
    if (length > most) break;
    if (line.startsWith('```')) fenced = !fenced;
    kept += 1;
  }
  if (kept === lines.length) return markdown;
  const left = lines.length - kept;
  const end = `${fenced ? '```\n' : ''}\n… ${left} more ${left === 1 ? 'line is' : 'lines are'} not shown.`;
  return [...lines.slice(0, kept), end].join('\n');
}
