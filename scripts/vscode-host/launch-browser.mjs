import { existsSync } from 'node:fs';

/** Chromium without a window, which reaches nothing but this machine. */
export async function launchBrowser() {
  const { chromium } = await import('playwright-core');
  const executablePath = findChromium();
  if (executablePath === undefined)
    throw new Error('There is no Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.');
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
    ],
  });
}

/** @returns {string | undefined} */
export function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const files = [process.env.CHROMIUM_PATH, ...names.map((name) => `/usr/bin/${name}`)];
  return files.find((file) => file && existsSync(file));
}
