// node --import tsx scripts/generate.ts [--pages | --check]
// What is said more than once: about the rules, besides their own files, in the pages in dist/rules, the table docs/rules.md
// and the settings in package.json; about the host profile, besides its schema, in the setting memslot.host; about the settings,
// in the schema of .memslotrc.json; about the command line, in its manual and in docs/command-line.md. Also takes the texts of
// package.json to package.nls.json, and lists those of the client in l10n/bundle.l10n.json, for who translates them;
// and draws the pictures of the walkthrough.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { commandReference } from '../server/src/cli/command-reference';
import { COMMAND_TABLE } from '../server/src/cli/command-table';
import { manPage } from '../server/src/cli/man-page';
import { pageOfRule } from '../server/src/features/page-of-rule';
import { ALL_RULES } from '../server/src/rules/registry';
import { ACCEPTANCE_RULES } from '../server/src/simulation/acceptance/acceptance-rules';
import { clientMessages } from './client-messages';
import { manifestTexts } from './manifest-texts';
import { walkthroughPictures } from './walkthrough-pictures';

const ROOT = path.join(__dirname, '..');
const SEVERITIES = ['off', 'hint', 'information', 'warning', 'error'];

/** Files that are generated, or hold a generated part: file name and the text it should have. */
function regenerated(): Map<string, string> {
  const manifest = withSettings(JSON.parse(read('package.json')));
  const { contributes, texts } = manifestTexts(manifest.contributes, JSON.parse(read('package.nls.json') || '{}'));
  return new Map([
    ['package.json', jsonText({ ...manifest, contributes })],
    ['package.nls.json', jsonText(texts)],
    ['l10n/bundle.l10n.json', jsonText(Object.fromEntries(clientMessages().map((text) => [text, text])))],
    ['docs/rules.md', ruleTable()],
    ['schemas/memslotrc.schema.json', jsonText(configSchema(withTexts(contributes.configuration.properties, texts)))],
    ['man/memslot.1', manPage(manifest.version)],
    ['docs/command-line.md', withGenerated(read('docs/command-line.md'), commandReference())],
    ['README.md', withGenerated(read('README.md'), commandList())],
    ...[...walkthroughPictures()].map(([name, svg]): [string, string] => [`images/walkthrough/${name}.svg`, svg]),
  ]);
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** Of a setting, what is no JSON schema, or says something of editors only. */
const ONLY_FOR_EDITORS = [
  'scope',
  'order',
  'enumDescriptions',
  'patternErrorMessage',
  'markdownDescription',
  'default',
];

/** The schema of .memslotrc.json: the settings, with and without `memslot.` before their names. */
function configSchema(settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>): unknown {
  const definitions = Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => {
      const known = Object.entries(setting).filter(([key]) => !ONLY_FOR_EDITORS.includes(key));
      const description = setting.markdownDescription;
      if (name === 'memslot.host') return [name, { description, allOf: [{ $ref: 'host-profile.schema.json' }] }];
      const form = Object.fromEntries(known);
      return [
        name,
        name === 'memslot.rules' ? { description, ...form, additionalProperties: false } : { description, ...form },
      ];
    }),
  );
  const reference = (name: string) => ({ $ref: `#/definitions/${name}` });
  const properties = Object.fromEntries([
    ['$schema', { type: 'string' }],
    ...Object.keys(settings).map((name) => [name.replace(/^memslot\./, ''), reference(name)]),
    ...Object.keys(settings).map((name) => [name, reference(name)]),
  ]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://github.com/memslot/memslot/raw/main/schemas/memslotrc.schema.json',
    title: '.memslotrc.json',
    description:
      'Settings of the memslot command for the files in a folder and below. The keys are those of the editor, with or without memslot. before them.',
    type: 'object',
    definitions,
    properties,
    additionalProperties: false,
  };
}

/** What package.json says, with the texts that it only names. */
function withTexts<T>(value: T, texts: Readonly<Record<string, string>>): T {
  return JSON.parse(JSON.stringify(value), (_, text) =>
    typeof text === 'string' && /^%.+%$/.test(text) ? texts[text.slice(1, -1)] : text,
  );
}

/** The commands, each with the first part of what is said of it. */
function commandList(): string {
  const rows = COMMAND_TABLE.commands.map(
    ({ name, operands, summary }) => [`memslot ${name} ${operands}`.trimEnd(), summary.split(/[:;]/)[0]!] as const,
  );
  const lines = rows.map(
    ([usage, summary]) => (usage.length > 28 ? `${usage}\n${' '.repeat(30)}` : usage.padEnd(30)) + summary,
  );
  return `\`\`\`\n${lines.join('\n')}\n\`\`\``;
}

/** The text with what is generated between the lines that mark it. */
function withGenerated(text: string, generated: string): string {
  const [before, , after] = text.split(/(?<=<!-- generated -->\n)([\s\S]*)(?=<!-- end -->)/);
  return `${before}\n${generated}\n${after}`;
}

/** What of package.json is generated, or leads to what is. */
interface Manifest {
  readonly version: string;
  readonly contributes: {
    readonly configuration: { readonly properties: Record<string, Record<string, unknown>> };
  };
}

/**
 * One property of `memslot.rules` a rule, and of `memslot.host` a key of the host profile, so that the settings editor can
 * complete and explain them.
 */
function withSettings(manifest: Manifest): Manifest {
  const settings = manifest.contributes.configuration.properties;
  settings['memslot.rules']!.properties = Object.fromEntries(
    ALL_RULES.map(({ id, summary }) => [id, { type: 'string', enum: SEVERITIES, description: summary }]),
  );
  const { properties, definitions } = JSON.parse(read('schemas/host-profile.schema.json'));
  settings['memslot.host']!.properties = withoutReferences(properties, definitions);
  return manifest;
}

/** The definitions in place of the references to them, which settings cannot have, and no titles: the descriptions say it all. */
function withoutReferences(schema: unknown, definitions: Record<string, object>): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withoutReferences(item, definitions));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...rest } = schema as Record<string, unknown>;
  const named = typeof $ref === 'string' ? definitions[$ref.replace('#/definitions/', '')] : {};
  if (!named) throw new Error(`schemas/host-profile.schema.json has no ${$ref}.`);
  const entries = Object.entries({ ...rest, ...named }).filter(([key]) => key !== 'title');
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutReferences(value, definitions)]));
}

function ruleTable(): string {
  const rows = ALL_RULES.map(
    ({ id, severity, summary }) => `| \`${id}\` | ${severity} | ${summary.replaceAll('|', '\\|')} |`,
  );
  const title = `# Rules\n\n\`memslot explain RULE\` prints the page of one.`;
  return `${title}\n\n${['| Rule | Severity | What is found |', '| --- | --- | --- |', ...rows].join('\n')}\n`;
}

/** dist/rules, for editors that open the pages as files: a page a rule. Ours asks the server, so it is in the npm package only. */
function writePages(): void {
  const folder = path.join('dist', 'rules');
  for (const { id } of [...ALL_RULES, ...ACCEPTANCE_RULES]) write(path.join(folder, `${id}.md`), pageOfRule(id) ?? '');
}

function write(name: string, text: string): void {
  const file = path.join(ROOT, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The text of a file; nothing where there is none. */
function read(name: string): string {
  const file = path.join(ROOT, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

const stale = [...regenerated()].filter(([name, text]) => read(name) !== text);
if (process.argv.includes('--check')) {
  for (const [name] of stale)
    console.error(`${name} does not say what its sources say: run 'npm run generate' and commit what it changes.`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  if (!process.argv.includes('--pages')) for (const [name, text] of stale) write(name, text);
  writePages();
}
