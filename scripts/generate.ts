// node --import tsx scripts/generate.ts [--pages | --check]
// What is said more than once: about the rules, besides their own files, in the pages in dist/rules, the table of the README
// and the settings in package.json; about the host profile, besides its schema, in the setting memslot.host.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pageOfRule } from '../server/src/features/page-of-rule';
import { ALL_RULES } from '../server/src/rules/registry';
import { ACCEPTANCE_RULES } from '../server/src/simulation/acceptance/acceptance-rules';

const ROOT = path.join(__dirname, '..');
const BEGIN = '<!-- rules:begin -->';
const END = '<!-- rules:end -->';
const SEVERITIES = ['off', 'hint', 'information', 'warning', 'error'];

/** Regular files that hold a generated part: file name and the text it should have. */
function regenerated(): Map<string, string> {
  const files = new Map([['package.json', withSettings(read('package.json'))]]);
  // A checkout without a README has nothing to be out of date in it.
  if (existsSync(path.join(ROOT, 'README.md'))) files.set('README.md', withRuleTable(read('README.md')));
  return files;
}

/**
 * One property of `memslot.rules` a rule, and of `memslot.host` a key of the host profile, so that the settings editor can
 * complete and explain them.
 */
function withSettings(text: string): string {
  const manifest = JSON.parse(text);
  const settings = manifest.contributes.configuration.properties;
  settings['memslot.rules'].properties = Object.fromEntries(
    ALL_RULES.map(({ id, summary }) => [id, { type: 'string', enum: SEVERITIES, description: summary }]),
  );
  const { properties, definitions } = JSON.parse(read('schemas/host-profile.schema.json'));
  settings['memslot.host'].properties = withoutReferences(properties, definitions);
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** The definitions in place of the references to them, which settings cannot have. */
function withoutReferences(schema: unknown, definitions: Record<string, object>): unknown {
  if (Array.isArray(schema)) return schema.map((item) => withoutReferences(item, definitions));
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...rest } = schema as Record<string, unknown>;
  const named = typeof $ref === 'string' ? definitions[$ref.replace('#/definitions/', '')] : {};
  if (!named) throw new Error(`schemas/host-profile.schema.json has no ${$ref}.`);
  const entries = Object.entries({ ...rest, ...named });
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutReferences(value, definitions)]));
}

function withRuleTable(text: string): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md has no ${BEGIN} … ${END} to write the table of rules into.`);
  const rows = ALL_RULES.map(
    ({ id, severity, summary }) => `| \`${id}\` | ${severity} | ${summary.replaceAll('|', '\\|')} |`,
  );
  const table = ['| Rule | Severity | What is found |', '| --- | --- | --- |', ...rows].join('\n');
  return `${text.slice(0, begin + BEGIN.length)}\n${table}\n${text.slice(end)}`;
}

/** dist/rules, for editors that open the pages as files: a page a rule. Ours asks the server, so it is in the npm package only. */
function writePages(): void {
  const folder = path.join(ROOT, 'dist', 'rules');
  mkdirSync(folder, { recursive: true });
  for (const { id } of [...ALL_RULES, ...ACCEPTANCE_RULES])
    writeFileSync(path.join(folder, `${id}.md`), pageOfRule(id) ?? '');
}

function read(name: string): string {
  return readFileSync(path.join(ROOT, name), 'utf8');
}

const stale = [...regenerated()].filter(([name, text]) => read(name) !== text);
if (process.argv.includes('--check')) {
  for (const [name] of stale)
    console.error(`${name} does not say what its sources say: run 'npm run generate' and commit what it changes.`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  if (!process.argv.includes('--pages')) for (const [name, text] of stale) writeFileSync(path.join(ROOT, name), text);
  writePages();
}
