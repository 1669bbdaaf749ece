// The module that bundlers understand.
import {
  createScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser/lib/esm/main.js';
import { HINT_KINDS } from '../features/hint-kinds';
import { ARCHITECTURE_NAMES } from '../model/architecture';
import { parseKernelVersion } from '../model/kernel-version';
import { readHostProfile } from '../model/qemu/host-profile';
import { parseQemuVersion } from '../model/qemu/qemu-version';
import { ALL_RULES } from '../rules/registry';
import { acceptanceRuleOf } from '../simulation/acceptance/acceptance-rules';
import { nearestWord } from '../text/nearest-word';
import { type Position, TextLines } from '../text/text-lines';
import { printable } from './terminal';

/** What is wrong in a file with settings, and where: lines and characters from 0. */
export interface ConfigProblem extends Position {
  readonly message: string;
}

/** What a value has to be; `undefined`: it is. */
type Check = (value: unknown) => string | undefined;

const expects =
  (what: string, holds: (value: unknown) => boolean): Check =>
  (value) =>
    holds(value) ? undefined : `expects ${what}`;
const oneOf = (words: readonly string[]) =>
  expects(`one of ${words.join(', ')}`, (value) => words.includes(value as string));
const text = (what: string, holds: (value: string) => boolean) =>
  expects(what, (value) => typeof value === 'string' && (value === '' || holds(value)));
const BOOLEAN = expects('true or false', (value) => typeof value === 'boolean');
const OBJECT = expects('an object', isRecord);

const SEVERITY = oneOf(['off', 'hint', 'information', 'warning', 'error']);

/** The settings, by their names in an editor without `memslot.`; package.json tells editors of the same. */
const CHECKS: ReadonlyMap<string, Check> = new Map([
  ['rule', expects("an acceptance rule; 'memslot rules' lists them", (v) => acceptanceRuleOf(String(v)) !== undefined)],
  ['kernel', text('a Linux release such as "6.12"', (value) => parseKernelVersion(value) !== undefined)],
  ['architecture', oneOf(ARCHITECTURE_NAMES)],
  ['gpaBits', expects('a whole number from 32 to 64', (v) => v === null || (Number.isInteger(v) && within(v, 32, 64)))],
  ['pageSize', oneOf(['auto', '4K', '16K', '64K'])],
  ['rules', OBJECT],
  ['qemu', text('a QEMU release such as "10.0"', (value) => parseQemuVersion(value) !== undefined)],
  ['libvirt', text('a libvirt release such as "11.3"', (value) => parseQemuVersion(value) !== undefined)],
  ['host', (value) => OBJECT(value) ?? (readHostProfile(value).problems.join(' ').replace(/\.$/, '') || undefined)],
  ['scripts', BOOLEAN],
  ['largeFile', expects('a number above 0', (value) => typeof value === 'number' && value > 0)],
  ['trace.server', oneOf(['off', 'messages', 'verbose'])],
  ...HINT_KINDS.map((kind): [string, Check] => [`inlayHints.${kind}`, BOOLEAN]),
  ['codeLens', BOOLEAN],
]);

/** What a file may have beside settings: the schema that an editor is to check it with. */
const SCHEMA = '$schema';
const PREFIX = 'memslot.';

/** Settings are objects in objects in objects, and hosts a little deeper. */
const DEEPEST = 32;

/**
 * Reads .memslotrc.json: an object with the settings of an editor, with or without `memslot.` before their names. Comments
 * and commas behind the last of a list are allowed, as in an editor's settings. With a problem nothing of it counts.
 */
export function readConfig(source: string): {
  readonly config: Readonly<Record<string, unknown>>;
  readonly problems: readonly ConfigProblem[];
} {
  const lines = TextLines.of(source.replace(/^\ufeff/, ''));
  const json = lines.toString();
  const problems: ConfigProblem[] = [];
  const complain = (offset: number, message: string) => problems.push({ ...positionOf(lines, offset), message });
  const deep = placeTooDeep(json);
  if (deep !== undefined) complain(deep, 'This is nested deeper than settings are.');
  const errors: ParseError[] = [];
  const root = deep === undefined ? parseTree(json, errors, { allowTrailingComma: true }) : undefined;
  for (const { error, offset } of errors) complain(offset, `This is no JSON (${printParseErrorCode(error)}).`);
  if (errors.length === 0 && deep === undefined && root?.type !== 'object')
    complain(root?.offset ?? 0, 'A file with settings is a JSON object.');
  const config: Record<string, unknown> = {};
  for (const [name, node, value] of problems.length === 0 ? membersOf(root!) : []) {
    const key = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
    const check = CHECKS.get(key);
    if (!check) {
      if (key !== SCHEMA) complain(node.offset, `There is no setting '${printable(name)}'${hint(key, CHECKS.keys())}`);
      continue;
    }
    const json = jsonOf(value);
    const problem = check(json);
    if (problem !== undefined) complain(value.offset, `${key} ${problem}.`);
    else if (key === 'rules') checkRules(value, complain);
    config[key] = json;
  }
  return { config, problems };
}

function checkRules(rules: Node, complain: (offset: number, message: string) => void): void {
  const ids = new Set(ALL_RULES.map(({ id }) => id));
  for (const [id, node, value] of membersOf(rules)) {
    if (!ids.has(id)) complain(node.offset, `There is no rule '${printable(id)}'${hint(id, ids)}`);
    const problem = SEVERITY(jsonOf(value));
    if (problem !== undefined) complain(value.offset, `${printable(id)} ${problem}.`);
  }
}

/** The members of an object: name, where the name stands, value. */
function membersOf({ children = [] }: Node): readonly [string, Node, Node][] {
  return children.map(({ children: [name, value] = [] }) => [String(name!.value), name!, value!]);
}

function jsonOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(jsonOf);
  if (node.type === 'object')
    return Object.fromEntries(membersOf(node).map(([name, , value]) => [name, jsonOf(value)]));
  return node.value;
}

/** Where brackets stand in too many others. */
function placeTooDeep(json: string): number | undefined {
  const scanner = createScanner(json, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenOffset() < json.length; scanner.scan()) {
    const at = scanner.getTokenOffset();
    if (json[at] === '{' || json[at] === '[') depth++;
    if (json[at] === '}' || json[at] === ']') depth--;
    if (depth > DEEPEST) return at;
  }
  return undefined;
}

function positionOf(lines: TextLines, offset: number): Position {
  let line = 0;
  for (const text of lines.lines) {
    if (offset < text.length) break;
    offset -= text.length;
    line++;
  }
  return line < lines.lineCount
    ? { line, character: offset }
    : { line: line - 1, character: lines.lines.at(-1)!.length };
}

function hint(word: string, known: Iterable<string>): string {
  const nearest = nearestWord(word, known);
  return nearest === undefined ? '.' : `; did you mean '${nearest}'?`;
}

function within(value: unknown, least: number, most: number): boolean {
  return (value as number) >= least && (value as number) <= most;
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
