import { hex } from '../../model/format';
import { readFlagWord } from '../../model/memslots/read-flags';
import { spanText } from '../../text/span';
import type { Edit, Finding, Fix } from '../define-rule';

/** A finding in a program: the fixes are written as programs have their numbers; what is no such number has none. */
export function inCode(finding: Finding): Finding {
  return { ...finding, fixes: () => finding.fixes().flatMap((fix) => fixInCode(fix) ?? []) };
}

function fixInCode(fix: Fix): Fix | undefined {
  const edits: Edit[] = [];
  let { title } = fix;
  for (const edit of fix.edits) {
    const newText = writeNumber(spanText(edit.span), edit.newText);
    if (newText === undefined) return undefined;
    title = title.replace(edit.newText, () => newText);
    edits.push({ ...edit, newText });
  }
  return { ...fix, title, edits };
}

/** A number of a memslot list as the one in a program is written: in its base, and with its suffix. */
function writeNumber(model: string, text: string): string | undefined {
  const literal = LITERAL.exec(model);
  const value = literal ? readFlagWord(text) : undefined;
  if (!literal || value === undefined) return undefined;
  return `${!literal[1] && value < 4096n ? value : hex(value)}${literal[2]}`;
}

/** A plain number, in base 10 or 16. */
const LITERAL = /^(?:(0x)[\da-f_]+|0|[1-9][\d_]*)([ul]{0,3}|[iu](?:32|64|size))$/i;
