/**
 * Puts the cursor of the editor that is open at a line and column, both counted from 1.
 * @param {import('playwright-core').Page} page
 * @param {{ line: number, column: number }} place
 */
export async function goTo(page, { line, column }) {
  await page.keyboard.press('Control+g');
  await page.locator('.quick-input-widget input').waitFor();
  await page.keyboard.type(`${line}:${column}`);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}
