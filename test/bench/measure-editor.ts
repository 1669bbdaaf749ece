import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { BenchCase } from './bench-cases';
import { type BenchRun, inTurns, type Pair } from './bench-run';
import { buildExtensions } from './build-extensions';
import type { GeneratedText } from './generated-text';
import { importScript } from './import-script';
import { type Editor, type EditorHost, openEditor } from './open-editor';
import { percentiles, type Row } from './row';
import type { Note } from './sections';
import { textOfKeystroke } from './text-of-keystroke';

const KEYSTROKES = 120;
const KEYSTROKES_A_TURN = 10;
const WARM_UP = 20;

interface RunningServer {
  readonly stop: () => Promise<void>;
}

interface Scripts {
  readonly startServer: (options: { readonly args: readonly string[] }) => Promise<RunningServer>;
  readonly launchBrowser: () => Promise<Browser>;
}

/**
 * From a keydown in VS Code to the squiggle in its page, and from the key that takes it back until none is left. What VS
 * Code, its extension host and the language client cost is in both figures; the null server underlines what the key makes.
 */
export async function measureEditor(run: BenchRun, note: Note): Promise<Row[]> {
  const cases = run.cases.filter(({ big }) => !big);
  const texts = cases.map((benchCase) => benchCase.generate(0));
  const extensions = await buildExtensions(run.programs, {
    languages: cases.map(({ languageId }) => languageId),
    underlined: texts.map(textOfKeystroke),
  });
  const rows: Row[] = [];
  for (const [i, benchCase] of cases.entries()) {
    const host = await startHost(note);
    if (!host) return [];
    try {
      rows.push(...(await squigglesOf(run, host, extensions, benchCase, texts[i]!)));
    } finally {
      await host.stop();
    }
  }
  return rows;
}

/** VS Code and a browser, where both can be had. */
async function startHost(note: Note): Promise<(EditorHost & RunningServer) | undefined> {
  const { startServer } = await importScript<Scripts>('vscode-host/start-server.mjs');
  const { launchBrowser } = await importScript<Scripts>('vscode-host/launch-browser.mjs');
  let browser: Browser | undefined;
  try {
    const opened = await launchBrowser();
    browser = opened;
    const server = await startServer({ args: ['--enable-smoke-test-driver'] });
    return { browser, server, stop: async () => void (await Promise.allSettled([opened.close(), server.stop()])) };
  } catch (error) {
    await browser?.close();
    note(`not measured. ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function squigglesOf(
  { programs, quick }: BenchRun,
  host: EditorHost,
  extensions: Pair<string>,
  benchCase: BenchCase,
  { text, typing }: GeneratedText,
): Promise<Row[]> {
  const { position, character } = typing[1]!;
  const open = (which: keyof Pair<unknown>) => {
    // Windows that share a file would tell each other of it.
    const folder = path.join(programs.folder, 'files', which);
    const file = path.join(folder, `${benchCase.name}${benchCase.extension}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
    return openEditor(host, extensions[which], file, position);
  };
  const editors: Pair<Editor> = { ours: await open('ours'), base: await open('base') };
  const gone: Pair<number[]> = { ours: [], base: [] };
  const turn = async (which: keyof Pair<unknown>, keystrokes: number) => {
    await editors[which].bringToFront();
    const shown: number[] = [];
    for (let i = 0; i < keystrokes; i++) {
      shown.push(await editors[which].strike(character, 'shown'));
      await rest(i);
      gone[which].push(await editors[which].strike('Backspace', 'gone'));
      await rest(i);
    }
    return shown;
  };
  await inTurns(1, (which) => turn(which, quick ? 2 : WARM_UP));
  gone.ours.length = 0;
  gone.base.length = 0;
  const shown = await inTurns(quick ? 1 : KEYSTROKES / KEYSTROKES_A_TURN, (which) => turn(which, KEYSTROKES_A_TURN));
  const { name } = benchCase;
  return [
    { name: `${name}, squiggle shown`, unit: 'ms', figures: percentiles(shown, [50, 90]) },
    { name: `${name}, squiggle gone`, unit: 'ms', figures: percentiles(gone, [50, 90]) },
  ];
}

/** Somebody who types is in no step with the frames of the page. */
function rest(i: number): Promise<void> {
  return sleep(100 + ((i * 37) % 60));
}
