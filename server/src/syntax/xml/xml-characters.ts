/** Blank, tab, line feed and carriage return: all the white space that XML knows. */
export function isXmlBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Where the blanks that begin at `at` end. */
export function skipXmlBlanks(text: string, at: number): number {
  while (isXmlBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** Where the name that begins at `at` ends; `at` itself when none begins there. (XML 1.0, 2.3) */
export function endOfName(text: string, at: number): number {
  let end = at + nameUnits(text, at, START);
  if (end === at) return at;
  for (;;) {
    const code = text.charCodeAt(end);
    if (code < 0x80) {
      if (!ASCII[code]) return end;
      end += 1;
    } else {
      const units = nameUnits(text, end, ANY);
      if (units === 0) return end;
      end += units;
    }
  }
}

/** How many UTF-16 units of a character that XML allows nowhere stand at `at`; 0 when it is allowed. (XML 1.0, 2.2) */
export function invalidUnits(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x20) return isXmlBlank(code) ? 0 : 1;
  if (code < 0xd800) return 0;
  if (code < 0xdc00) return isLowSurrogate(text.charCodeAt(at + 1)) ? 0 : 1;
  return code < 0xe000 || code >= 0xfffe ? 1 : 0;
}

/** In `ASCII`: may stand in a name; may begin one. */
const ANY = 1;
const START = 2;

const ASCII = new Uint8Array(0x80);
for (const character of '-.0123456789') ASCII[character.charCodeAt(0)] = ANY;
for (let code = 0x41; code <= 0x5a; code++) ASCII[code] = ASCII[code + 0x20] = ANY | START;
ASCII[0x3a] = ASCII[0x5f] = ANY | START;

/** Ranges of characters beyond ASCII that may begin a name. (XML 1.0, production 4) */
const STARTS: readonly (readonly [number, number])[] = [
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
];

/** Ranges that may stand behind the first character only. (production 4a) */
const OTHERS: readonly (readonly [number, number])[] = [
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
];

/** How many units of a character of a name stand at `at`. */
function nameUnits(text: string, at: number, kind: number): number {
  const code = text.charCodeAt(at);
  if (code < 0x80) return ASCII[code]! & kind ? 1 : 0;
  // U+10000 to U+EFFFF.
  if (code >= 0xd800 && code <= 0xdb7f) return isLowSurrogate(text.charCodeAt(at + 1)) ? 2 : 0;
  const within = ([first, last]: readonly [number, number]) => first <= code && code <= last;
  return STARTS.some(within) || (kind === ANY && OTHERS.some(within)) ? 1 : 0;
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
