import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readSettings, type Settings } from '../features/settings';
import { readConfig } from './read-config';
import { unreadable } from './unreadable';
import { UsageError } from './usage-error';

/** What options of the command line set. Nothing but data, so that it can go to a worker. */
export interface GivenSettings {
  readonly values: Readonly<Record<string, unknown>>;
  /** Severities by the ids of rules. */
  readonly rules: Readonly<Record<string, string>>;
  /** Files with settings do not count. */
  readonly noConfig: boolean;
}

/** The file with the settings for what is in its folder and below. */
const CONFIG = '.memslotrc.json';

/**
 * The settings of files: what the options say, else what the nearest .memslotrc.json says that lies in a file's folder or
 * above it, no further up than the top of the repository (the folder with `.git`). Farther ones do not count then.
 */
export class FileSettings {
  /** By folder; a file with settings that is wrong is so for every file it is about. */
  private readonly byFolder = new Map<string, { readonly settings: Settings } | { readonly error: UsageError }>();

  constructor(private readonly given: GivenSettings) {}

  /**
   * The settings of a file; of standard input, `-`, those of the current folder.
   *
   * @throws {UsageError} when the file that holds them is not right
   */
  of(file: string): Settings {
    return this.ofFolder(path.dirname(path.resolve(file === '-' ? CONFIG : file)));
  }

  private ofFolder(folder: string): Settings {
    const visited: string[] = [];
    let found = this.byFolder.get(folder);
    for (let place = folder; !found; place = path.dirname(place)) {
      visited.push(place);
      found = this.byFolder.get(place) ?? this.readIn(place);
    }
    for (const place of visited) this.byFolder.set(place, found);
    if ('error' in found) throw found.error;
    return found.settings;
  }

  /** `undefined`: the folder above is to be looked into. */
  private readIn(folder: string): { readonly settings: Settings } | { readonly error: UsageError } | undefined {
    const file = path.join(folder, CONFIG);
    try {
      if (!this.given.noConfig && existsSync(file)) return { settings: this.settingsWith(readConfigFile(file)) };
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return { error };
    }
    const isTop = this.given.noConfig || path.dirname(folder) === folder || existsSync(path.join(folder, '.git'));
    return isTop ? { settings: this.settingsWith({}) } : undefined;
  }

  private settingsWith(config: Readonly<Record<string, unknown>>): Settings {
    const { values, rules } = this.given;
    return readSettings({ ...config, ...values, rules: { ...(config.rules as object | undefined), ...rules } });
  }
}

function readConfigFile(file: string): Readonly<Record<string, unknown>> {
  const shown = path.relative('.', file);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(shown, error);
  }
  const { config, problems } = readConfig(text);
  if (problems.length > 0)
    throw new UsageError(
      problems.map(({ line, character, message }) => `${shown}:${line + 1}:${character + 1}: ${message}`).join('\n'),
    );
  return config;
}
