/** Words in colour, where the output is a terminal. */
export interface Paint {
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

const code = (open: number, close: number) => (text: string) => `\u001b[${open}m${text}\u001b[${close}m`;
const plain = (text: string) => text;

const COLOURED: Paint = {
  red: code(31, 39),
  yellow: code(33, 39),
  green: code(32, 39),
  blue: code(36, 39),
  dim: code(2, 22),
  bold: code(1, 22),
};
const PLAIN: Paint = { red: plain, yellow: plain, green: plain, blue: plain, dim: plain, bold: plain };

export function paintFor(color: boolean): Paint {
  return color ? COLOURED : PLAIN;
}

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Rows in aligned columns. Widths are counted without colour codes. Trailing blanks are left out. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => visibleLength(row[i]!))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const pad = ' '.repeat(widths[i]! - visibleLength(cell));
        return columns[i]!.align === 'right' ? pad + cell : cell + pad;
      })
      .join('  ')
      .trimEnd();
  return `${[columns.map(({ title }) => title), ...rows].map(line).join('\n')}\n`;
}

/** Text from a file that may be printed: control characters, which a terminal would obey, are shown instead. */
export function printable(text: string): string {
  return text.replace(/[\0-\x1f\x7f-\x9f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function visibleLength(text: string): number {
  return [...text.replace(/\u001b\[\d+m/g, '')].length;
}
