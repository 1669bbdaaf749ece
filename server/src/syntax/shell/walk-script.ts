import type { Block } from '../../text/block';
import type { Word } from '../../text/word';
import { wordText } from '../../text/word';
import { type Binding, bindArray, bindScalar, extendBinding, UNKNOWN_BINDING, UNSET } from './binding';
import { type Expansion, expandValue, expandWord, type Resolver } from './expand-word';
import { closeFrame, type FlowFrame, nextArm, openFrame, touch } from './flow-frame';
import { programIndex } from './program-index';
import { addCaller, type Globals, lookupValue, openScope, type Scope, setValue, type Value } from './scope';
import type { AssignEvent, CommandEvent, ShellEvent, WordTemplate } from './shell-event';
import { changedNames, extensionOf, type FunctionBody, isWholeArray, type Survey } from './survey-script';

/** A command of the script with its variables resolved. */
export interface RunCommand {
  /** Of the command's event. */
  readonly index: number;
  readonly event: CommandEvent;
  readonly block: Block;
  readonly words: readonly Word[];
  /** Which of them names QEMU; `undefined`: it is another command. */
  readonly program: number | undefined;
  readonly complete: boolean;
  /** Where and when it ran, and how many words and pieces it became. */
  readonly scope: Scope;
  readonly at: number;
  readonly cost: number;
}

/** A script that was walked through. */
export interface WalkedScript {
  /** In the order of the text. */
  readonly commands: readonly RunCommand[];
  /** How many more words and pieces there might have been. */
  readonly left: number;
  readonly walk: Walk;
}

/**
 * Walks through a script as it would run and resolves the words of its commands. Each command is met once: a loop's body
 * with what holds in every round, a function's with what holds wherever it is called. A value that depends on the way the
 * script takes is unknown.
 */
export function walkScript(survey: Survey): WalkedScript {
  const root = openScope(undefined);
  const globals: Globals = {
    assignedBy: survey.assignedBy,
    extendedBy: survey.extendedBy,
    assignedOnce: (name) => (survey.assignments.get(name) ?? 0) <= 1,
    root,
  };
  const walk: Walk = {
    survey,
    globals,
    splits: !survey.assignments.has('IFS'),
    budget: { left: MOST_PIECES },
    commands: [],
    scopes: new Map(),
    roundabout: false,
  };
  for (const bodies of survey.functions.values())
    for (const body of bodies) walk.scopes.set(body, openScope(body.name));
  walkRange(walk, root, 0, survey.events.length);
  for (const body of callersFirst(walk)) walkRange(walk, walk.scopes.get(body)!, body.start, body.end);
  return { commands: walk.commands.sort((a, b) => a.index - b.index), left: walk.budget.left, walk };
}

/**
 * The same where one command has become another one, and nothing else has changed: what variables hold does not depend on
 * commands that call no function. `undefined`: it does here, or may.
 */
export function replaceCommand(
  { commands, left, walk }: WalkedScript,
  index: number,
  event: CommandEvent,
  block: Block,
): WalkedScript | undefined {
  const place = commands.findIndex((run) => run.index === index);
  const old = commands[place];
  if (!old || walk.roundabout) return undefined;
  const budget = { left: left + old.cost };
  const run = expandCommand({ ...walk, budget }, old.scope, old.at, event, block, index);
  if (budget.left < LEAST_LEFT || calledBy(run).some((name) => walk.survey.functions.has(name))) return undefined;
  const replaced = commands.slice();
  replaced[place] = run;
  return { commands: replaced, left: budget.left, walk };
}

/** With so many words and pieces left nothing is given up for want of them: no array has more. */
const LEAST_LEFT = 10_000;

/** All commands of a script together may become so many words and pieces. */
const MOST_PIECES = 1_000_000;
/** A function that is defined so often is not followed. */
const MOST_BODIES = 4;
/** Deeper inside loops and branches nothing is looked for. */
const DEEPEST = 100;

/** What a walk goes by. */
interface Walk {
  readonly survey: Survey;
  readonly globals: Globals;
  readonly splits: boolean;
  readonly budget: { left: number };
  readonly commands: RunCommand[];
  readonly scopes: Map<FunctionBody, Scope>;
  /** Whether a command called a function by other words than its first. */
  roundabout: boolean;
}

/** Functions, each behind those that call it. Of functions that call one another in a circle the callers are not known. */
function callersFirst({ survey, scopes }: Walk): FunctionBody[] {
  const waiting = new Map<string, number>();
  const all = [...survey.functions.values()].flat();
  for (const body of all) {
    for (const name of body.calls) if (survey.functions.has(name)) waiting.set(name, (waiting.get(name) ?? 0) + 1);
  }
  const ordered: FunctionBody[] = [];
  const placed = new Set<string>();
  const ready = [...survey.functions.keys()].filter((name) => !waiting.get(name));
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    placed.add(name);
    for (const body of survey.functions.get(name)!) {
      ordered.push(body);
      for (const called of body.calls) {
        const left = (waiting.get(called) ?? 0) - 1;
        waiting.set(called, left);
        if (left === 0) ready.push(called);
      }
    }
  }
  for (const body of all) {
    if (placed.has(body.name)) continue;
    scopes.get(body)!.callersKnown = false;
    ordered.push(body);
  }
  return ordered;
}

function walkRange(walk: Walk, scope: Scope, start: number, end: number): void {
  const { events, leaves } = walk.survey;
  const frames: FlowFrame[] = [];
  for (let i = start; i < end; i++) {
    const event = events[i]!;
    if (event.kind === 'enter') {
      if (event.flow === 'function') i = leaves[i]!;
      else if (frames.length >= DEEPEST) {
        forgetRange(walk, scope, frames, i, leaves[i]!, true);
        i = leaves[i]!;
      } else {
        frames.push(openFrame(event.flow));
        if (event.flow === 'loop') forgetRange(walk, scope, frames, i, leaves[i]!, false);
      }
    } else if (event.kind === 'leave') leave(scope, frames, events[i + 1]?.kind === 'piped');
    else if (event.kind === 'arm') {
      const frame = frames[frames.length - 1];
      if (frame) nextArm(scope, frame, event.exhaustive);
    } else if (event.kind === 'stop') {
      const frame = frames[frames.length - 1];
      if (frame) frame.stopped = true;
    } else perform(walk, scope, frames, event, i);
  }
}

/**
 * What happens in a loop may have happened before: nothing that is assigned in it is known when it begins. `skipped`: the
 * range is not walked, so the functions that it calls have a caller that is not known.
 */
function forgetRange(
  walk: Walk,
  scope: Scope,
  frames: readonly FlowFrame[],
  start: number,
  end: number,
  skipped: boolean,
): void {
  const { events, leaves, functions } = walk.survey;
  const changes = new Map<string, 'lost' | 'apart' | 'touching'>();
  const calls = new Set<string>();
  let clobbers = false;
  for (let i = start + 1; i < end; i++) {
    const event = events[i]!;
    if (event.kind === 'enter' && event.flow === 'function') i = leaves[i]!;
    else if (event.kind === 'clobber') clobbers = true;
    else if (event.kind === 'call') calls.add(event.name);
    const change = extensionOf(event) ?? 'lost';
    for (const name of changedNames(event)) changes.set(name, worse(changes.get(name), change));
  }
  const frame = frames[frames.length - 1];
  for (const [name, change] of changes) {
    const binding =
      change === 'lost' ? UNKNOWN_BINDING : extendBinding(lookupName(walk, scope, name), change === 'apart');
    const value = assign(scope, frames, name, binding);
    if (change !== 'lost' && !skipped) frame?.kept.set(name, value);
  }
  // What is called in one round counts for the next.
  if (clobbers) scope.clobbers.push(++scope.now);
  for (const name of calls) {
    markCall(walk, scope, name);
    const bodies = functions.get(name) ?? [];
    if (skipped && bodies.length <= MOST_BODIES) for (const body of bodies) walk.scopes.get(body)!.callersKnown = false;
  }
}

function worse<T extends string>(known: 'lost' | 'touching' | T | undefined, change: T): 'lost' | 'touching' | T {
  if (known === 'lost' || known === undefined) return known ?? change;
  return change === 'lost' || known === 'apart' ? change : known;
}

function leave(scope: Scope, frames: FlowFrame[], piped: boolean): void {
  const frame = frames.pop();
  if (!frame) return;
  const outer = frames[frames.length - 1];
  for (const [name, value] of closeFrame(scope, frame, outer, piped)) {
    if (outer) touch(scope, outer, name, value);
    setValue(scope, name, value);
  }
}

function assign(scope: Scope, frames: readonly FlowFrame[], name: string, binding: Binding): Value {
  const value: Value = { binding, since: scope.now + 1 };
  const frame = frames[frames.length - 1];
  if (frame) touch(scope, frame, name, value);
  setValue(scope, name, value);
  return value;
}

function perform(walk: Walk, scope: Scope, frames: readonly FlowFrame[], event: ShellEvent, index: number): void {
  switch (event.kind) {
    case 'assign':
      assign(scope, frames, event.name, assignedValue(walk, scope, event, index));
      break;
    case 'default': {
      const part = { ...event.part, quoted: true };
      const pieces = expandValue(
        { start: part.start, end: part.end, parts: [part], quoted: true },
        resolverAt(walk, scope, walk.survey.blocks[index]!),
      );
      assign(scope, frames, event.name, bindScalar(pieces));
      break;
    }
    case 'forget':
      for (const name of event.names) assign(scope, frames, name, UNKNOWN_BINDING);
      break;
    case 'unset':
      for (const name of event.names) assign(scope, frames, name, UNSET);
      break;
    case 'positional':
      assign(scope, frames, '@', positionalValue(walk, scope, event.words, index));
      break;
    case 'clobber':
      scope.clobbers.push(++scope.now);
      break;
    case 'call':
      callFunction(walk, scope, frames, event.name, event.variables);
      break;
    case 'command':
      runCommand(walk, scope, frames, event, index);
      break;
    default:
      break;
  }
}

function resolverAt(
  walk: Walk,
  scope: Scope,
  block: Block,
  at = scope.now,
  unsettled: ReadonlyMap<string, number> = NONE,
): Resolver {
  return {
    block,
    lookup: (name) => lookupName(walk, scope, name, at),
    splits: walk.splits,
    budget: walk.budget,
    unsettled,
  };
}

const NONE: ReadonlyMap<string, number> = new Map();

/** A variable, or `$1` and the like, which are elements of `$@`. */
function lookupName(walk: Walk, scope: Scope, name: string, at = scope.now): Binding {
  if (/^[A-Za-z_@]/.test(name)) return lookupValue(walk.globals, scope, name, at);
  if (!/^[1-9]/.test(name)) return UNKNOWN_BINDING;
  const positional = lookupValue(walk.globals, scope, '@', at);
  // Without arguments, `${1:-4G}` is what its author meant it to be.
  return positional.kind === 'array' ? UNKNOWN_BINDING : scope === walk.globals.root ? positional : UNKNOWN_BINDING;
}

function expandAll(templates: readonly WordTemplate[], resolver: Resolver): Expansion {
  const words: Word[] = [];
  let complete = true;
  let exact = true;
  for (const template of templates) {
    const expansion = expandWord(template, resolver);
    for (const word of expansion.words) words.push(word);
    complete &&= expansion.complete;
    exact &&= expansion.exact;
  }
  return { words, complete, exact };
}

function assignedValue(walk: Walk, scope: Scope, event: AssignEvent, index: number): Binding {
  const resolver = resolverAt(walk, scope, walk.survey.blocks[index]!);
  const old = event.append ? lookupName(walk, scope, event.name) : UNSET;
  const { value } = event;
  if ('parts' in value) {
    const pieces = expandValue(value, resolver);
    if (!event.append) return bindScalar(pieces);
    if (old.kind === 'scalar') return bindScalar([...old.pieces, ...pieces]);
    return UNKNOWN_BINDING;
  }
  return assignedArray(walk, scope, event.name, old, value, resolver);
}

/** `set -- …` */
function positionalValue(walk: Walk, scope: Scope, words: readonly WordTemplate[] | undefined, index: number): Binding {
  if (!words) return UNKNOWN_BINDING;
  const resolver = resolverAt(walk, scope, walk.survey.blocks[index]!);
  const old = lookupName(walk, scope, '@');
  // The arguments that the script itself was given are not known.
  if (old.kind !== 'array') return bindArray(undefined, expandAll(words, resolver));
  return assignedArray(walk, scope, '@', UNSET, words, resolver);
}

/** `X=(…)`; where it begins with its own old words, they stay the same. */
function assignedArray(
  walk: Walk,
  scope: Scope,
  name: string,
  before: Binding,
  value: readonly WordTemplate[],
  resolver: Resolver,
): Binding {
  const again = before.kind === 'unset' && isWholeArray(value[0], name);
  const old = again ? lookupName(walk, scope, name) : before;
  const added = expandAll(again ? value.slice(1) : value, resolver);
  // An array cannot come from the environment.
  if (old.kind === 'unset') return bindArray(undefined, added);
  if (old.kind === 'array') return bindArray(old, added);
  return UNKNOWN_BINDING;
}

function callFunction(
  walk: Walk,
  scope: Scope,
  frames: readonly FlowFrame[],
  name: string,
  variables: readonly string[],
): void {
  const bodies = walk.survey.functions.get(name);
  if (!bodies) return;
  for (const variable of variables) assign(scope, frames, variable, UNKNOWN_BINDING);
  if (bodies.length <= MOST_BODIES) for (const body of bodies) addCaller(walk.scopes.get(body)!, scope);
  markCall(walk, scope, name);
}

/** Notes that a function was called, which changes what functions assign. */
function markCall({ survey }: Walk, scope: Scope, name: string): void {
  if (!survey.functions.has(name)) return;
  scope.calls.push(++scope.now);
  if (survey.clobbering.has(name)) scope.clobbers.push(++scope.now);
}

function runCommand(walk: Walk, scope: Scope, frames: readonly FlowFrame[], event: CommandEvent, index: number): void {
  const run = expandCommand(walk, scope, scope.now, event, walk.survey.blocks[index]!, index);
  walk.commands.push(run);
  for (const name of calledBy(run)) {
    if (walk.survey.functions.has(name)) walk.roundabout = true;
    callFunction(walk, scope, frames, name, []);
  }
}

function expandCommand(
  walk: Walk,
  scope: Scope,
  at: number,
  event: CommandEvent,
  block: Block,
  index: number,
): RunCommand {
  const { budget } = walk;
  const before = budget.left;
  const unsettled = new Map<string, number>();
  for (const name of event.unsettled) unsettled.set(name, (unsettled.get(name) ?? 0) + 1);
  const { words, complete } = expandAll(event.words, resolverAt(walk, scope, block, at, unsettled));
  return {
    index,
    event,
    block,
    words,
    program: programIndex(words),
    complete: complete && event.closed,
    scope,
    at,
    cost: before - budget.left,
  };
}

/** `time start_vm`, `$RUN start_vm`: a function may be called in a roundabout way. */
function calledBy({ words }: RunCommand): readonly string[] {
  return words.slice(0, 4).map((word) => wordText(word) ?? '');
}
