import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EDITOR_SETTINGS } from './editor-settings.mjs';

/**
 * The user's settings. This server keeps them in its data folder (plain VS Code leaves them in the browser), so that they
 * hold in whatever browser opens its address.
 * @param {string} dataFolder
 * @param {Record<string, unknown>} [settings]
 */
export function writeUserSettings(dataFolder, settings) {
  const folder = path.join(dataFolder, 'data', 'User');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ ...EDITOR_SETTINGS, ...settings }, undefined, 2));
}
