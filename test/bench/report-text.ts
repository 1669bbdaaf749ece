import type { BenchReport } from './bench-report';
import type { Figure, Row } from './row';
import { SECTIONS } from './sections';

/** The report for a terminal: ours, what it is compared with, and the ratio. */
export function reportText({ date, machine, rows, notes }: BenchReport): string {
  const lines = [
    `${date}, ${machine.cores} x ${machine.cpu}, Node ${machine.node}, ${machine.platform}`,
    'Every figure: ours / null server (for memslot check: /bin/cat) = ratio',
  ];
  for (const { id, title } of SECTIONS) {
    const own = rows.filter(({ section }) => section === id);
    if (own.length === 0) continue;
    lines.push('', `${title} (${id})`);
    const width = Math.max(...own.map(({ name }) => name.length));
    lines.push(...own.map((row) => rowText(row, width)));
  }
  if (notes.length > 0) lines.push('', ...notes);
  return `${lines.join('\n')}\n`;
}

function rowText({ name, unit, figures }: Row, width: number): string {
  const cells = Object.entries(figures).map(([label, figure]) => `${label} ${figureText(figure)}`.padEnd(30));
  return `  ${name.padEnd(width)}  ${unit.padEnd(8)}  ${cells.join('  ')}`.trimEnd();
}

function figureText({ ours, base, ratio }: Figure): string {
  if (base === undefined || ratio === undefined) return short(ours);
  return `${short(ours)} / ${short(base)} = ${short(ratio)}`;
}

/** Three digits that count. */
function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
