import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import type { FromPanel, PanelState } from '../../client/src/memory-map/panel-messages';
import { type OpenedPanel, type PanelDocument, type PanelHost, startPanelHost } from './open-panel';
import { THEMES } from './themes';

/** The checks of axe-core, as a script for the page. */
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let host: PanelHost;
before(async () => {
  host = await startPanelHost();
});
after(() => host.close());

const fixture = (name: string, kind: PanelDocument['kind']): PanelDocument => ({
  name,
  kind,
  text: readFileSync(path.join(__dirname, '..', 'fixtures', 'maps', name), 'utf8'),
});
const DIMMS = fixture('dimms.sh', 'shell');
const LOG = fixture('seabios.log', 'log');
const REFUSED = fixture('refused.memslots', 'memslots');

/** Opens a panel, and sees to it that nothing in it failed or was forbidden. */
async function withPanel(
  document: PanelDocument,
  use: (panel: OpenedPanel) => Promise<void>,
  theme?: keyof typeof THEMES,
): Promise<void> {
  const panel = await host.open(document, theme);
  try {
    await use(panel);
    assert.deepEqual(panel.violations, []);
  } finally {
    await panel.page.close();
  }
}

const chosen = (page: Page) => page.locator('[role=option][aria-selected=true]').getAttribute('id');
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);
const details = async (page: Page) => (await page.locator('#details > *').allTextContents()).join('\n');

/** What the panel said last of one kind, once it has said so much of it. */
async function lastSaid<Type extends FromPanel['type']>(
  { said, page }: OpenedPanel,
  type: Type,
  times = 1,
): Promise<Extract<FromPanel, { type: Type }>> {
  for (let tries = 0; tries < 1500; tries++) {
    const found = said.filter((message) => message.type === type);
    if (found.length >= times) return found.at(-1) as Extract<FromPanel, { type: Type }>;
    await page.waitForTimeout(20);
  }
  throw new Error(`The panel never said '${type}'.`);
}

for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[])
  for (const document of [DIMMS, LOG, REFUSED])
    test(`axe finds nothing serious in ${document.name}, ${theme}`, () =>
      withPanel(
        document,
        async ({ page }) => {
          await page.locator('[role=option]').nth(2).focus();
          // The page runs no script but its own, but the browser may put one in.
          await page.evaluate(AXE);
          const { violations, passes } = await page.evaluate<{
            violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
            passes: { id: string }[];
          }>('axe.run(document, { resultTypes: ["violations"] })');
          const serious = violations.map(({ id, impact, nodes }) => [
            id,
            impact,
            nodes[0]?.html,
            nodes[0]?.failureSummary,
          ]);
          assert.deepEqual(serious, []);
          assert.ok(
            ['aria-required-children', 'color-contrast', 'select-name'].every((id) =>
              passes.some((pass) => pass.id === id),
            ),
          );
        },
        theme,
      ));

test('every slot of 64 memory devices can be reached with the arrow keys, and is in sight then', () =>
  withPanel(DIMMS, async ({ page }) => {
    const ids = await page
      .locator('[aria-label="Memory slots"] [role=option]')
      .evaluateAll((all) => all.map(({ id }) => id));
    assert.ok(ids.length > 64 && new Set(ids).size === ids.length);
    await page.locator('#slot-0').focus();
    for (const id of ids) {
      assert.equal(await focused(page), id);
      await page.keyboard.press('ArrowDown');
    }
    assert.equal(await focused(page), ids.at(-1));
    await page.locator(`#${ids.at(-1)}`).waitFor();
    const inSight = await page.evaluate(() => {
      const { top, bottom } = document.activeElement!.getBoundingClientRect();
      const box = document.getElementById('map')!.getBoundingClientRect();
      return top >= box.top - 1 && bottom <= box.bottom + 1;
    });
    assert.ok(inSight);
    await page.keyboard.press('Home');
    assert.equal(await focused(page), 'slot-0');
    await page.keyboard.press('PageDown');
    assert.equal(await focused(page), 'slot-10');
  }));

test('the Tab key goes through the controls to the slots and to the backings, once each', () =>
  withPanel(LOG, async ({ page }) => {
    const order: (string | undefined)[] = [];
    for (let i = 0; i < 9; i++) {
      await page.keyboard.press('Tab');
      order.push(await focused(page));
    }
    assert.deepEqual(order, ['calls', 'scale', 'smaller', 'larger', 'fit', 'svg', 'png', 'slot-0', 'backing-0']);
  }));

test('a slot says what is known of it, and the right arrow goes to its memory and back', () =>
  withPanel(REFUSED, async ({ page }) => {
    await page.locator('#slot-1').focus();
    assert.match(await details(page), /^Slot 2 \(off\), 0x80000000 to 0xc0000000, 1 GiB, 4K pages, misaligned\n/);
    assert.match(await details(page), /No 2 MiB page: gpa and offset differ/);
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(page), 'backing-0');
    assert.match(await details(page), /^ram, memfd, 2M pages, 4 GiB/);
    await page.keyboard.press('ArrowLeft');
    assert.equal(await focused(page), 'slot-0');
  }));

test('a click shows where a slot is written, Enter goes there; and the cursor chooses a slot', () =>
  withPanel(REFUSED, async (panel) => {
    const { page } = panel;
    await page.locator('#slot-1').click();
    const clicked = await lastSaid(panel, 'reveal');
    assert.deepEqual([clicked.place.range.start, clicked.focus], [{ line: 5, character: 0 }, false]);
    assert.equal(await focused(page), 'slot-1');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const entered = await lastSaid(panel, 'reveal', 2);
    assert.deepEqual([entered.place.range.start.line, entered.focus], [3, true]);
    await panel.tell({ type: 'cursor', at: { line: 5, character: 40 } });
    await page.locator('#slot-1[aria-selected=true]').waitFor();
    await panel.tell({ type: 'cursor', at: { line: 1, character: 12 } });
    await page.locator('#backing-0[aria-selected=true]').waitFor();
  }));

test('where several slots are written in one place, the one that was chosen stays', () =>
  withPanel(DIMMS, async (panel) => {
    const { page } = panel;
    const ram = page.locator('[role=option][aria-label^="ram, 0x100000000"]');
    await ram.click();
    const { place } = await lastSaid(panel, 'reveal');
    const id = await ram.getAttribute('id');
    await panel.tell({ type: 'cursor', at: place.range.start });
    await page.waitForTimeout(50);
    assert.equal(await chosen(page), id);
  }));

test('the slider draws the log as it was, and keeps the focus', () =>
  withPanel(LOG, async (panel) => {
    const { page } = panel;
    assert.equal(await page.locator('#calls-done').textContent(), '164 of 164');
    assert.ok((await page.locator('[role=option][aria-label$="refused"]').count()) === 1);
    await page.locator('#calls').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.locator('#calls-done', { hasText: /^1 of 164$/ }).waitFor();
    assert.deepEqual((await lastSaid(panel, 'choose')).choice, { machine: 0, calls: 1 });
    assert.equal(await page.locator('[aria-label="Memory slots"] [role=option]').count(), 1);
    assert.equal(await focused(page), 'calls');
  }));

test('the firmware switch draws the other moment', () =>
  withPanel(DIMMS, async ({ page }) => {
    const roms = page.locator('[role=option][aria-label^="pc.rom"]');
    assert.equal(await roms.count(), 1);
    await page.locator('#firmware').selectOption('after');
    await roms.waitFor({ state: 'detached' });
    assert.match((await page.locator('#notes').textContent()) ?? '', /SeaBIOS/);
  }));

test('zooming and the other scale change the heights, and Fit brings them back', () =>
  withPanel(LOG, async ({ page }) => {
    const heights = () => page.locator('#map svg').evaluate((svg) => Number(svg.getAttribute('height')));
    const fit = await heights();
    await page.locator('#larger').click();
    const larger = await heights();
    assert.ok(larger > 1.5 * fit);
    await page.locator('#slot-0').focus();
    await page.keyboard.press('+');
    assert.ok((await heights()) > 1.5 * larger);
    assert.equal(await focused(page), 'slot-0');
    await page.keyboard.press('-');
    assert.equal(await heights(), larger);
    await page.keyboard.press('0');
    assert.equal(await heights(), fit);
    await page.locator('#scale').selectOption('linear');
    assert.notEqual(await heights(), fit);
  }));

test('it keeps what a window that is loaded anew needs: the document, the scale, and how large it was', () =>
  withPanel(DIMMS, async ({ page }) => {
    const kept = () => page.evaluate<PanelState>('kept');
    assert.deepEqual(await kept(), { scale: 'log', zoom: undefined, uri: 'file:///dimms.sh' });
    await page.locator('#scale').selectOption('linear');
    await page.locator('#larger').click();
    const { scale, zoom, uri } = await kept();
    assert.deepEqual([scale, uri], ['linear', 'file:///dimms.sh']);
    assert.ok(zoom !== undefined && zoom >= 1, `${zoom}`);
  }));

for (const theme of ['high-contrast', 'high-contrast-light'] as const)
  test(`a button under the pointer has an outline where its background stays as it is, ${theme}`, () =>
    withPanel(
      REFUSED,
      async ({ page }) => {
        const outline = () => page.evaluate<string>("getComputedStyle(document.getElementById('fit')).outlineStyle");
        assert.equal(await outline(), 'none');
        await page.locator('#fit').hover();
        assert.equal(await outline(), 'dashed');
        await page.keyboard.press('Tab');
        await page.locator('#fit').focus();
        assert.equal(await outline(), 'solid');
      },
      theme,
    ));

test('pictures are saved: an SVG that stands alone, and a PNG', () =>
  withPanel(REFUSED, async (panel) => {
    await panel.page.locator('#svg').click();
    const svg = await lastSaid(panel, 'save');
    const text = Buffer.from(svg.content).toString();
    assert.equal(svg.format, 'svg');
    assert.match(text, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<\/svg>$/s);
    assert.ok(!text.includes('var(') && !text.includes('tabindex') && text.includes(THEMES.dark['editor-background']));
    await panel.page.locator('#png').click();
    const png = await lastSaid(panel, 'save', 2);
    assert.equal(png.format, 'png');
    const header = Buffer.from(png.content.slice(0, 24));
    assert.equal(header.toString('latin1', 1, 4), 'PNG');
    const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(text)!;
    assert.deepEqual([header.readUInt32BE(16), header.readUInt32BE(20)], [2 * Number(width), 2 * Number(height)]);
  }));

test('names of a file are text and nothing else', () =>
  withPanel(
    {
      name: '<img src=x onerror=alert(1)>.memslots',
      kind: 'memslots',
      text: 'Slot#0(<script>alert(1)</script>): gpa=0, size=1M, ua=0x7f0000000000\n',
    },
    async ({ page }) => {
      assert.equal(await page.locator('#map script, img').count(), 0);
      assert.match((await page.locator('#title').textContent()) ?? '', /^<img src=x onerror=alert\(1\)>\.memslots: /);
    },
  ));
