/** Texts of package.json, by their keys in package.nls.json. */
export type ManifestTexts = Readonly<Record<string, string>>;

/** What VS Code shows of the contributions, and what of its name stands in the key. */
const SHOWN: Readonly<Record<string, string | undefined>> = {
  title: '',
  name: '',
  description: '',
  markdownDescription: '',
  patternErrorMessage: 'pattern',
  altText: 'alt',
};

/** Steps on the way to a text that tell no two of them apart. */
const SILENT: ReadonlySet<string> = new Set([
  'configuration',
  'properties',
  'commands',
  'views',
  'explorer',
  'walkthroughs',
  'steps',
  'media',
  '',
]);

/**
 * Takes the texts that VS Code shows out of package.json's contributions, so that they can be translated: `%key%` stays in the
 * place of each, with a key made of the names on the way to it. Where that stands already, `known` has the text.
 */
export function manifestTexts<T>(contributes: T, known: ManifestTexts): { contributes: T; texts: ManifestTexts } {
  const texts: Record<string, string> = {};
  const takeOut = (steps: readonly string[], text: string): string => {
    const key = steps.filter((step) => !SILENT.has(step)).join('.');
    // The title of all settings is the extension's own name.
    if (key === '') return text;
    const given = /^%.*%$/.test(text) ? known[text.slice(1, -1)] : text;
    if (given === undefined) throw new Error(`package.nls.json has no text for ${text}.`);
    if (key in texts) throw new Error(`Two texts of package.json have the key ${key}.`);
    texts[key] = given;
    return `%${key}%`;
  };
  const walk = (value: unknown, steps: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, [...steps, nameOf(item)]));
    if (typeof value !== 'object' || value === null) return value;
    const object = value as Record<string, unknown>;
    const entries = Object.entries(object).map(([name, child]) => {
      const rest = SHOWN[name];
      if (name === 'enumDescriptions')
        return [
          name,
          (child as string[]).map((text, i) => takeOut([...steps, `${(object.enum as unknown[])[i]}`], text)),
        ];
      if (rest === undefined || typeof child !== 'string') return [name, walk(child, [...steps, withoutPrefix(name)])];
      return [name, takeOut([...steps, name === 'title' && 'description' in object ? name : rest], child)];
    });
    return Object.fromEntries(entries);
  };
  return { contributes: walk(contributes, []) as T, texts };
}

/** What an item of a list is called: a command, a view, a step. */
function nameOf(item: unknown): string {
  const { command = '', id = '' } = Object(item);
  return withoutPrefix(`${command || id}`);
}

function withoutPrefix(name: string): string {
  return name.replace(/^memslot\./, '');
}
