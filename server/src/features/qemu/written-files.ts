import type { TextLines } from '../../text/text-lines';

/**
 * The words, without their quotes, behind `>` and `tee`: files that a script writes. What lies on disk under such a name is
 * left from another time. Goes by the text alone, and rather sees one too many.
 */
export function writtenFiles({ lines }: TextLines): ReadonlySet<string> {
  const written = new Set<string>();
  for (const line of lines) {
    for (const [, quoted, bare] of line.matchAll(TARGET)) {
      const word = quoted ?? bare?.replace(/["']/g, '');
      if (word) written.add(word);
    }
  }
  return written;
}

const TARGET = /(?:>\|?|\btee(?:[ \t]+-a)?[ \t])[ \t]*(?:["']([^"'\n]*)["'](?=[\s;|&)]|$)|([^\s<>|;&()]+))/g;
