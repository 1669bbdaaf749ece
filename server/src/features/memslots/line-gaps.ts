import { type Declaration, fieldsOf } from '../../syntax/memslots/declaration';
import { contentLength } from '../../text/text-lines';

/** What stands between two words of a line, and what should: `, ` where somebody wrote ` ,  `. */
export interface Gap {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What begins a column behind it: the name of a field, `#` for a comment, the kind of the declaration. */
  readonly cell: string | undefined;
}

/**
 * The blanks of a declaration that can be put in order: it stands on one line, is read without a problem, and is as
 * somebody wrote it, not as a mail or a log has it. `undefined` for others.
 */
export function gapsOf(declaration: Declaration): readonly Gap[] | undefined {
  const { text, lineCount, problems, kind, comment } = declaration;
  if (lineCount > 1 || problems.length > 0 || kind === 'blank' || kind === 'foreign' || kind === 'trace-slot')
    return undefined;
  // A trace event, or quoted-printable text, where a blank may be part of the encoding.
  if (text.includes('kvm_') || /=3d/i.test(text)) return undefined;
  const gaps: Gap[] = [];
  let at = 0;
  let isPlain = true;
  /** Goes on behind the next word: between it and the one before stand blanks and what `allowed` says. */
  const step = (next: { start: number; end: number }, allowed: string, blank: string, cell?: string) => {
    const between = text.slice(at, next.start).replace(/[ \t]+/g, '');
    if (between !== '' && between !== allowed) isPlain = false;
    gaps.push({ start: at, end: next.start, text: between + blank, cell });
    at = next.end;
  };
  for (const [i, word] of headOf(declaration).entries()) step(word, '', i === 0 ? '' : ' ', i === 0 ? kind : undefined);
  if (kind === 'let') {
    if (!declaration.expression) return undefined;
    step(declaration.expression, '=', ' ');
    gaps.push({ ...gaps.pop()!, text: ' = ' });
  }
  for (const [i, { key, value, name }] of fieldsOf(declaration).entries()) {
    if (!value) return undefined;
    step(key, i === 0 && kind === 'slot' ? ':' : ',', ' ', name);
    step(value, '=', '');
  }
  if (comment) step(comment, ',', ' ', '#');
  const end = contentLength(text);
  step({ start: end, end }, ',', '');
  return isPlain ? gaps : undefined;
}

/** The words that a declaration begins with. */
function headOf(declaration: Declaration): readonly { readonly start: number; readonly end: number }[] {
  if ('head' in declaration) return [declaration.head];
  if (!('keyword' in declaration)) return [];
  return declaration.name ? [declaration.keyword, declaration.name] : [declaration.keyword];
}
