import path from 'node:path';
import { structuredPatch } from 'diff';

/** Lines around a change that show where it is. */
const CONTEXT = 3;

/**
 * What turns one text of a file into another, as a unified diff: `git apply` and `patch -p1` take it in the folder that the
 * command ran in (for a file elsewhere, in the topmost one). Nothing where the texts are the same.
 */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: CONTEXT });
  const body = hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) =>
    [`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`, ...lines, ''].join('\n'),
  );
  const name = nameOf(file);
  return `--- ${quote(`a/${name}`)}\n+++ ${quote(`b/${name}`)}\n${body.join('')}`;
}

/** The path from here; of a file that is not below, from the topmost folder. */
function nameOf(file: string): string {
  const relative = path.relative('.', file);
  const isBelow = !relative.startsWith('..') && !path.isAbsolute(relative);
  return (isBelow ? relative : path.resolve(file).slice(path.parse(path.resolve(file)).root.length))
    .split(path.sep)
    .join('/');
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '"': '\\"', '\\': '\\\\' };

/**
 * A name as a diff has it: in quotes as of C where it could not be read otherwise; behind one with a blank stands a tab, as
 * some would end it there. (git: quote.c, diff.c: emit_rewrite_diff)
 */
function quote(name: string): string {
  if (!/[\0-\x1f\x7f"\\]/.test(name)) return name.includes(' ') ? `${name}\t` : name;
  const escaped = name.replace(
    /[\0-\x1f\x7f"\\]/g,
    (c) => ESCAPES[c] ?? `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `"${escaped}"`;
}
