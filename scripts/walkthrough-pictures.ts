import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LIVE_COLOURS } from '../client/src/memory-map/panel-colours';
import { createAnalysis, type DocumentKind } from '../server/src/features/analysis';
import { fixesOf } from '../server/src/features/code-actions';
import { inlayHintsIn } from '../server/src/features/inlay-hints';
import { drawMap } from '../server/src/features/map/draw-map';
import { layoutMap } from '../server/src/features/map/layout-map';
import { mapOf } from '../server/src/features/map/map-of';
import { pictureScale } from '../server/src/features/map/picture-scale';
import { svgText } from '../server/src/features/map/svg';
import { readSettings } from '../server/src/features/settings';
import type { Finding } from '../server/src/rules/define-rule';
import { rangeOf } from '../server/src/text/block-index';
import { TextLines } from '../server/src/text/text-lines';

const EXAMPLES = path.join(__dirname, '..', 'examples');
const LIST = 'seed-thread.memslots';
const LOG = 'q35-tdx.log';

/** Pixels. VS Code shows the pictures of a walkthrough with 350 to 530 of them. */
const WIDTH = 420;
const LINE = 22;
const MARGIN = 14;
/** Of a character of code. */
const CHARACTER = 6.6;
/** Characters in a line of a message. */
const WORDS = 58;

const { ink, quiet } = LIVE_COLOURS;
const HINT = 'var(--vscode-editorInlayHint-foreground, #969696)';
const WARNING = 'var(--vscode-editorWarning-foreground, #cca700)';
const FRAME = 'var(--vscode-editorWidget-border, var(--vscode-contrastBorder, #454545))';
const LINK = 'var(--vscode-textLink-foreground, #3794ff)';

/** The pictures of the walkthrough by their names: SVG in the colours of the theme, drawn of what the examples come to. */
export function walkthroughPictures(): ReadonlyMap<string, string> {
  return new Map([
    ['list', listPicture()],
    ['finding', findingPicture()],
    ['map', mapPicture()],
    ['log', logPicture()],
  ]);
}

/** The machine whose slot is a megabyte off, with its hints and the line under what is wrong. */
function listPicture(): string {
  const { analysis, lines } = analysed(LIST, 'memslots');
  const first = lines.indexOf('machine misaligned');
  const shown = lines.slice(first, first + 3);
  const squiggles = analysis.findings.flatMap((finding) => {
    const range = rangeOf(finding.report.span, analysis.index);
    return range && range.start.line >= first && range.end.line < first + shown.length
      ? [squiggle(range.start.line - first, range.start.character, range.end.character)]
      : [];
  });
  return picture(shown.length, shown.map((line, i) => code(i, line)).join('') + squiggles.join(''));
}

/** What is found in that slot, and what repairs it. */
function findingPicture(): string {
  const { analysis } = analysed(LIST, 'memslots');
  const finding = analysis.findings.find(({ rule }) => rule.id === 'offset-incongruent') as Finding;
  const message = wrapped(finding.report.message);
  const fixes = fixesOf(analysis, finding).slice(0, 2);
  const frame = `<rect x="${MARGIN / 2}" y="4" width="${WIDTH - MARGIN}" height="${message.length * LINE + 6}" rx="4" fill="none" stroke="${FRAME}"/>`;
  const titles = fixes.map(({ title }, i) => words(message.length + 0.6 + i, `✓ ${title}`, LINK));
  const rows = message.map((line, i) => words(i, line, ink));
  return picture(message.length + 0.6 + fixes.length, frame + [...rows, ...titles].join(''));
}

/** The map of the first machine: two slots that show one file. */
function mapPicture(): string {
  const { analysis } = analysed(LIST, 'memslots');
  const view = mapOf(analysis, { machine: 0 })!;
  return drawMap(view.map, layoutMap(view.map, pictureScale('log', 0.8)), {
    colours: LIVE_COLOURS,
    labels: 120,
    title: 'guest-physical memory',
    more: 0,
    interactive: false,
  });
}

/** The calls of a log without their numbers, and what each did. */
function logPicture(): string {
  const { analysis, lines } = analysed(LOG, 'log');
  const hints = inlayHintsIn(analysis, { start: 0, end: lines.length });
  const rows = lines.flatMap((line, at) => {
    const [, slot, ret] = /(Slot#\d+) .*(ret=-?\d+)/.exec(line) ?? [];
    const did = hints.filter(({ kind, position }) => kind === 'operations' && position.line === at);
    return slot ? [[`kvm_set_user_memory ${slot} … ${ret}`, did.map(({ label }) => label).join(' ')] as const] : [];
  });
  const shown = rows.map(([call, did], i) => code(2 * i, call) + code(2 * i + 1, did, HINT, 2));
  return picture(2 * rows.length, shown.join(''));
}

function analysed(name: string, kind: DocumentKind) {
  const text = readFileSync(path.join(EXAMPLES, name), 'utf8');
  return { analysis: createAnalysis(TextLines.of(text), kind, readSettings({})), lines: text.split('\n') };
}

function picture(rows: number, content: string): string {
  const height = Math.ceil(rows * LINE + MARGIN);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">${content}</svg>\n`;
}

/** Text of a file, from a column on. */
function code(row: number, text: string, fill = text.startsWith('#') ? quiet : ink, column = 0): string {
  return `<g font-family="var(--vscode-editor-font-family, monospace)" font-size="11">${svgText(MARGIN + column * CHARACTER, baseline(row), text, fill)}</g>`;
}

function words(row: number, text: string, fill: string): string {
  return `<g font-family="var(--vscode-font-family, sans-serif)" font-size="12.5">${svgText(MARGIN, baseline(row), text, fill)}</g>`;
}

/** The wave under some characters of a line. */
function squiggle(row: number, start: number, end: number): string {
  const waves = 'q2 -4 4 0t4 0'.repeat(Math.round(((end - start) * CHARACTER) / 8));
  return `<path d="M${MARGIN + start * CHARACTER} ${baseline(row) + 5}${waves}" fill="none" stroke="${WARNING}"/>`;
}

function baseline(row: number): number {
  return MARGIN + row * LINE + 8;
}

/** Lines of no more words than fit. */
function wrapped(text: string): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > WORDS) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
