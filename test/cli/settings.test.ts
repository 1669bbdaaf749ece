import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import Ajv from 'ajv';
import { readConfig } from '../../server/src/cli/read-config';
import { type BuiltCommandLine, buildCommandLine } from '../command-line';

const ROOT = path.join(__dirname, '..', '..');
const WARNING = 'Slot#0: gpa=0, size=2G, ua=0x7f5733fff000\n';
/** Two slots of one guest_memfd: what KVM says of it changed in 7.2. */
const BOUND =
  'backing gm type=guest_memfd size=2G\nSlot#0: gpa=0, size=1G, offset=0, backing=gm\nSlot#1: gpa=4G, size=1G, offset=0, backing=gm\n';

let memslot: BuiltCommandLine;
before(async () => {
  memslot = await buildCommandLine();
});
after(() => memslot.remove());

/** The severities of what is found, with the rules. */
function severities(args: readonly string[], input?: string): readonly string[] {
  const { stdout } = memslot.run(['check', '--format', 'json', ...args], input);
  return JSON.parse(stdout).diagnostics.map(
    ({ severity, code }: { severity: string; code: string }) => `${severity} ${code}`,
  );
}

test('--rule sets how severe the findings of a rule are, and which acceptance rule applies', () => {
  memslot.write('warning.memslots', WARNING);
  const file = 'warning.memslots';
  assert.deepEqual(severities([file]), ['warning hva-incongruent']);
  for (const severity of ['error', 'information', 'hint'])
    assert.deepEqual(severities(['--rule', `hva-incongruent=${severity}`, file]), [`${severity} hva-incongruent`]);
  assert.deepEqual(severities(['--rule', 'hva-incongruent=off', file]), []);
  assert.deepEqual(severities(['--rule=hva-incongruent=error', '--rule', 'hva-incongruent=hint', file]), [
    'hint hva-incongruent',
  ]);
  assert.equal(memslot.run(['check', '--rule', 'hva-incongruent=error', file]).status, 1);
  const text =
    'backing b type=memfd page=2M size=2G\nSlot#6: gpa=0x100000, offset=0x100000, size=0x7ff00000, backing=b\n';
  const both = severities(['--rule', 'size', '--rule', 'slot-head-tail=off', '-'], text);
  assert.deepEqual(both, ['error rule-rejects']);
  for (const [word, message] of [
    ['slot-overlpa=off', /There is no rule 'slot-overlpa'; did you mean 'slot-overlap'\?/],
    ['slot-overlap=loud', /--rule slot-overlap= is one of off, hint, information, warning, error, not 'loud'/],
    ['slot-overlap', /There is no acceptance rule 'slot-overlap'/],
  ] as const) {
    const { status, stderr } = memslot.run(['check', '--rule', word, file]);
    assert.equal(status, 2);
    assert.match(stderr, message);
  }
});

test('--max-warnings says how many warnings are too many', () => {
  memslot.write('warning.memslots', WARNING);
  assert.equal(memslot.run(['check', '--max-warnings', '1', 'warning.memslots']).status, 0);
  const { status, stderr } = memslot.run(['check', '--max-warnings', '0', 'warning.memslots']);
  assert.deepEqual([status, stderr], [1, 'memslot: 1 warning, and at most 0 are allowed.\n']);
  assert.equal(memslot.run(['check', '--max-warnings', 'few', 'warning.memslots']).status, 2);
});

test('the nearest .memslotrc.json holds the settings of a file; options outrank it, a repository ends the search', () => {
  memslot.write('.memslotrc.json', '{ "kernel": "7.1" } // of the folder above');
  memslot.write('repo/.git/HEAD', '');
  memslot.write('repo/bound.memslots', BOUND);
  memslot.write('bound.memslots', BOUND);
  memslot.write('repo/deep/er/bound.memslots', BOUND);
  memslot.write('repo/deep/.memslotrc.json', '{ "memslot.rules": { "guest-memfd-bound-twice": "hint", }, }');
  const errno = (file: string, ...args: readonly string[]) =>
    JSON.parse(memslot.run(['simulate', '--format', 'json', ...args, file]).stdout).files[0].operations[1].errno;
  assert.equal(errno('bound.memslots'), 'EINVAL');
  assert.equal(errno('bound.memslots', '--kernel', '7.2'), 'EEXIST');
  assert.equal(errno('bound.memslots', '--no-config'), 'EEXIST');
  assert.equal(errno('repo/bound.memslots'), 'EEXIST');
  const found = severities(['bound.memslots', 'repo', path.resolve(memslot.folder, 'repo/deep/er/bound.memslots')]);
  const ours = found.filter((each) => each.endsWith(' guest-memfd-bound-twice'));
  assert.deepEqual(
    ours.map((each) => each.split(' ')[0]),
    ['error', 'error', 'hint', 'hint'],
  );
  // An option about another rule leaves the file's in force.
  const [first] = severities(['--rule', 'unused-let=off', 'repo/deep/er/bound.memslots']);
  assert.equal(first, 'hint guest-memfd-bound-twice');
});

test('what is wrong in .memslotrc.json is told at its place, once, and is wrong use', () => {
  memslot.write(
    'bad/.memslotrc.json',
    '{\n  "kernal": "6.12",\n  "gpaBits": 99,\n  "rules": { "slot-overlpa": "off", "slot-overlap": 1 },\n  "host": { "physBits": 99 }\n}\n',
  );
  memslot.write('bad/a.memslots', WARNING);
  memslot.write('bad/b.memslots', WARNING);
  const { status, stderr, stdout } = memslot.run(['check', 'bad']);
  assert.deepEqual([status, stdout], [2, '']);
  assert.deepEqual(stderr.trimEnd().split('\n'), [
    "memslot: bad/.memslotrc.json:2:3: There is no setting 'kernal'; did you mean 'kernel'?",
    'memslot: bad/.memslotrc.json:3:14: gpaBits expects a whole number from 32 to 64.',
    "memslot: bad/.memslotrc.json:4:14: There is no rule 'slot-overlpa'; did you mean 'slot-overlap'?",
    'memslot: bad/.memslotrc.json:4:53: slot-overlap expects one of off, hint, information, warning, error.',
    'memslot: bad/.memslotrc.json:5:11: host physBits: expects a number from 1 to 64.',
  ]);
});

/** Files with settings, and whether they are right. */
const CONFIGS: readonly (readonly [text: string, isRight: boolean])[] = [
  ['{}', true],
  ['{ "$schema": "./schema.json", "memslot.kernel": "6.12", "qemu": "", "libvirt": "11.3" }', true],
  ['{ "architecture": "arm64", "pageSize": "64K", "gpaBits": null, "rule": "ctz" }', true],
  ['{ "rules": { "slot-overlap": "off" }, "codeLens": false, "inlayHints.units": true, "largeFile": 0.5 }', true],
  ['{ "host": { "version": 1, "arch": "x86_64" }, "scripts": true, "trace.server": "verbose" }', true],
  ['[]', false],
  ['"kernel"', false],
  ['{ "kernel": 6.12 }', false],
  ['{ "kernel": "newest" }', false],
  ['{ "architecture": "vax" }', false],
  ['{ "gpaBits": 20.5 }', false],
  ['{ "gpaBits": 12 }', false],
  ['{ "pageSize": "8K" }', false],
  ['{ "rule": "best" }', false],
  ['{ "rules": { "no-such-rule": "off" } }', false],
  ['{ "rules": { "slot-overlap": "loud" } }', false],
  ['{ "rules": [] }', false],
  ['{ "host": { "physBits": 99 } }', false],
  ['{ "largeFile": 0 }', false],
  ['{ "inlayHints": { "units": true } }', false],
  ['{ "inlayHints.nothing": true }', false],
  ['{ "codeLens": "on" }', false],
  ['{ "memslot.memslot.kernel": "6.12" }', false],
];

test('the published schema and the reader agree, on these and on every setting of the editor', () => {
  const schema = (name: string) => JSON.parse(readFileSync(path.join(ROOT, 'schemas', name), 'utf8'));
  const ajv = new Ajv({ allErrors: true, strict: false });
  ajv.addSchema(schema('host-profile.schema.json'));
  const validate = ajv.compile(schema('memslotrc.schema.json'));
  for (const [text, isRight] of CONFIGS) {
    assert.equal(validate(JSON.parse(text)), isRight, `${text}: ${JSON.stringify(validate.errors)}`);
    assert.equal(
      readConfig(text).problems.length === 0,
      isRight,
      `${text}: ${JSON.stringify(readConfig(text).problems)}`,
    );
  }
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const settings: Record<string, { default: unknown }> = manifest.contributes.configuration.properties;
  for (const [name, setting] of Object.entries(settings)) {
    const text = JSON.stringify({ [name]: setting.default, [name.replace('memslot.', '')]: setting.default });
    assert.deepEqual(readConfig(text).problems, [], text);
    assert.ok(validate(JSON.parse(text)), text);
  }
});

test('hostile settings are told of, and nothing more happens', () => {
  const deep = '['.repeat(1_000_000);
  assert.equal(readConfig(deep).problems.length, 1);
  assert.match(readConfig(`{"rules":${deep}`).problems[0]!.message, /nested deeper/);
  for (const text of [
    '',
    '{',
    '{"kernel"',
    '{"kernel":}',
    '\0',
    '{"__proto__": {"kernel": "6.1"}}',
    '{"rules":{"__proto__":"off"}}',
  ])
    assert.ok(readConfig(text).problems.length > 0, text);
  assert.equal(({} as Record<string, unknown>).kernel, undefined);
  const { config, problems } = readConfig('\ufeff/* c */ {\r\n  "kernel": "6.12", // d\r\n}\r\n');
  assert.deepEqual([config, problems], [{ kernel: '6.12' }, []]);
});
