import { clip } from '../../text/clip';
import { readReference } from './read-reference';
import { report, type Scanner } from './scanner';

/** Checks the reference whose `&` stands at `at`. Returns where to read on: behind it. */
export function reportReference(scanner: Scanner, at: number): number {
  const { text } = scanner.source;
  const { end, entity, fault } = readReference(text, at);
  const raw = clip(text.slice(at, end));
  if (fault === 'bare') {
    report(scanner, at, at + 1, 'No reference begins with this &. As a character it is written &amp;.', ['&amp;']);
  } else if (fault === 'unfinished') {
    const message = `The reference ${raw} does not end with a semicolon. As a character & is written &amp;.`;
    report(scanner, at, end, message, [finished(text.slice(at, end))]);
  } else if (fault === 'character') {
    report(scanner, at, end, `${raw} is no character: XML does not have one of that number.`);
  } else if (entity !== undefined && scanner.entities?.has(entity) === false) {
    const known = 'XML knows &lt; &gt; &amp; &apos; &quot;, and no document type declares others here.';
    report(scanner, at, end, `There is no entity ${clip(entity)}: ${known}`);
  }
  return end;
}

/** An unfinished reference as it was probably meant. */
function finished(raw: string): string {
  return readReference(`${raw};`, 0).text === undefined ? `&amp;${raw.slice(1)}` : `${raw};`;
}
