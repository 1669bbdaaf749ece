import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { contributes } from '../../../package.json';
import texts from '../../../package.nls.json';

const ROOT = path.join(__dirname, '..', '..', '..');
const README = readFileSync(path.join(ROOT, 'README.md'), 'utf8');
const COMMANDS = readFileSync(path.join(ROOT, 'docs', 'commands.md'), 'utf8');

/** What commands do, in the form in which their titles begin. */
const VERBS = /^(?:Compare|Copy|Explain|Find|Open|Refresh|Restart|Select|Show) /;

/** Settings that the client's library reads and nothing of ours does. */
const OF_THE_LIBRARY = new Set(['memslot.trace.server']);

/** Everything that is tested, but for what is in this folder. */
const TESTS = ['unit', 'lsp', 'vscode', 'conformance']
  .flatMap((folder) =>
    readdirSync(path.join(ROOT, 'test', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts') && !name.startsWith('manifest'))
      .map((name) => readFileSync(path.join(ROOT, 'test', folder, name), 'utf8')),
  )
  .join('\n');

interface Setting {
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly default: unknown;
  readonly order: number;
  readonly scope: string;
}

const SETTINGS = Object.entries(contributes.configuration.properties as unknown as Record<string, Setting>);

/** The text of a `%key%` of package.json. */
function textOf(reference: string | undefined): string {
  const text = (texts as Record<string, string>)[/^%(.*)%$/.exec(reference ?? '')?.[1] ?? ''];
  assert.ok(text, `package.nls.json has a text for ${reference}`);
  return text;
}

for (const { command, title, category } of contributes.commands)
  test(`${command} has a title in the voice of the others, is documented, and is run by a test`, () => {
    const text = textOf(title);
    assert.equal(category, 'Memslot');
    assert.match(text, VERBS);
    // Words of headings begin in upper case, but for those that join them.
    assert.match(text, /^[A-Z]\w*(?: (?:[A-Z]\w*|with|as|of|the|an))*…?$/);
    assert.ok(COMMANDS.includes(`| ${text} |`), `${text} is in docs/commands.md`);
    assert.ok(TESTS.includes(`'${command}'`), `${command} is in a test`);
  });

for (const [name, setting] of SETTINGS)
  test(`${name} is described, has its row in the README, and is set by a test`, () => {
    const text = textOf(setting.markdownDescription);
    assert.match(text, /^[A-Z][\s\S]*[.)]$/);
    for (const [i, value] of (setting.enum ?? []).entries())
      assert.match(textOf(setting.enumDescriptions?.[i]), /^[A-Z\d].*\w\)?\.?$/, value);
    assert.equal(setting.enumDescriptions?.length, setting.enum?.length);
    assert.ok(['resource', 'window'].includes(setting.scope) && 'default' in setting);
    assert.ok(README.includes(`| \`${name}\` |`), `${name} is in the README`);
    const key = name.replace('memslot.', '');
    const set = new RegExp(`['"](?:memslot\\.)?${key.replace('.', '\\.')}['"]|\\b${key}: `);
    assert.ok(OF_THE_LIBRARY.has(name) || set.test(TESTS), `${name} is in a test`);
  });

test('docs/commands.md has no other commands', () => {
  assert.equal(COMMANDS.match(/^\| /gm)?.length, contributes.commands.length + 2);
});

test('no two settings have the same place in the list', () => {
  const orders = SETTINGS.map(([, { order }]) => order);
  assert.equal(new Set(orders).size, orders.length);
});

test('the walkthrough leads to commands that there are, and its steps end when these have run', () => {
  const own = new Set(contributes.commands.map(({ command }) => command));
  const [walkthrough] = contributes.walkthroughs;
  assert.equal(walkthrough?.steps.length, 4);
  for (const { title, description, media, completionEvents } of walkthrough!.steps) {
    assert.match(textOf(title), /^[A-Z].*[a-z]$/);
    const linked = [...textOf(description).matchAll(/\]\(command:([\w.]+)\)/g)].map(([, command]) => command!);
    assert.equal(linked.length, 1);
    for (const command of linked) {
      assert.ok(own.has(command) || command.startsWith('editor.action.'), command);
      assert.ok(completionEvents.includes(`onCommand:${command}`), command);
    }
    for (const event of completionEvents) {
      const command = event.replace('onCommand:', '');
      assert.ok(own.has(command) || command.startsWith('editor.action.'), event);
    }
    assert.match(textOf(media.altText), /^[A-Z].*\.$/);
    assert.match(readFileSync(path.join(ROOT, media.svg), 'utf8'), /^<svg [^>]*viewBox=/);
  }
});
