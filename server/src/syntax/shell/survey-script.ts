import type { Block } from '../../text/block';
import type { ShellEvent, WordTemplate } from './shell-event';

/** The events of a whole script in a row, and what must be known of it before it is walked through. */
export interface Survey {
  readonly events: readonly ShellEvent[];
  /** The block of each event. */
  readonly blocks: readonly Block[];
  /** For each `enter` the index of its `leave`, or the number of events where it is not left. */
  readonly leaves: Int32Array;
  readonly functions: ReadonlyMap<string, readonly FunctionBody[]>;
  /** The functions that may change any variable. */
  readonly clobbering: ReadonlySet<string>;
  /** The functions that assign a variable which is not local to them, and those that only append to one. */
  readonly assignedBy: ReadonlyMap<string, string | 'several'>;
  readonly extendedBy: ReadonlyMap<string, string | 'several'>;
  readonly assignments: ReadonlyMap<string, number>;
}

export interface FunctionBody {
  readonly name: string;
  /** The events `[start, end)`, without `enter` and `leave`. */
  readonly start: number;
  readonly end: number;
  /** The functions that it calls. */
  readonly calls: Set<string>;
}

export function surveyScript(
  parts: Iterable<{ readonly block: Block; readonly value: readonly ShellEvent[] }>,
): Survey {
  const events: ShellEvent[] = [];
  const blocks: Block[] = [];
  for (const part of parts) {
    for (const event of part.value) {
      events.push(event);
      blocks.push(part.block);
    }
  }
  const leaves = findLeaves(events);
  const functions = new Map<string, FunctionBody[]>();
  const assignments = new Map<string, number>();
  const assignedBy = new Map<string, string | 'several'>();
  const extendedBy = new Map<string, string | 'several'>();
  const clobbering = new Set<string>();
  collect(events, leaves, functions, clobbering, assignments, assignedBy, extendedBy);
  spreadClobbers(functions, clobbering);
  return { events, blocks, leaves, functions, clobbering, assignedBy, extendedBy, assignments };
}

/** The variables that an event changes. */
export function changedNames(event: ShellEvent): readonly string[] {
  switch (event.kind) {
    case 'assign':
    case 'default':
      return [event.name];
    case 'forget':
    case 'unset':
      return event.names;
    case 'positional':
      return ['@'];
    default:
      return [];
  }
}

/**
 * Whether an event only appends to its variable: `X+=y`, `X="$X y"`, `X=("${X[@]}" y)`, `set -- "$@" y`. `apart`: what it
 * appends begins with a blank, or is a word.
 */
export function extensionOf(event: ShellEvent): 'apart' | 'touching' | undefined {
  if (event.kind === 'positional') return event.words && isWholeArray(event.words[0], '@') ? 'apart' : undefined;
  if (event.kind !== 'assign') return undefined;
  const { value, name, append } = event;
  if (!('parts' in value)) return append || isWholeArray(value[0], name) ? 'apart' : undefined;
  const [first, second] = value.parts;
  const itself =
    first?.kind === 'parameter' && first.name === name && first.index === undefined && first.operator === undefined;
  if (!append && !itself) return undefined;
  const added = append ? first : second;
  return added === undefined || (added.kind === 'text' && /^[ \t\n]/.test(added.text)) ? 'apart' : 'touching';
}

/** `"${NAME[@]}"` */
export function isWholeArray(word: WordTemplate | undefined, name: string): boolean {
  const part = word?.parts[0];
  if (word?.parts.length !== 1 || part?.kind !== 'parameter') return false;
  return part.name === name && part.index === 'all' && part.quoted && part.operator === undefined;
}

interface OpenFunction {
  readonly body: FunctionBody;
  readonly locals: Set<string>;
  readonly changed: Set<string>;
  readonly extended: Set<string>;
}

function addName(names: Map<string, string | 'several'>, name: string, by: string): void {
  const other = names.get(name);
  names.set(name, other === undefined || other === by ? by : 'several');
}

function findLeaves(events: readonly ShellEvent[]): Int32Array {
  const leaves = new Int32Array(events.length).fill(events.length);
  const open: number[] = [];
  events.forEach((event, index) => {
    if (event.kind === 'enter') open.push(index);
    else if (event.kind === 'leave') {
      const enter = open.pop();
      if (enter !== undefined) leaves[enter] = index;
    }
  });
  return leaves;
}

/** Walks through the events once, with the functions around each. */
function collect(
  events: readonly ShellEvent[],
  leaves: Int32Array,
  functions: Map<string, FunctionBody[]>,
  clobbering: Set<string>,
  assignments: Map<string, number>,
  assignedBy: Map<string, string | 'several'>,
  extendedBy: Map<string, string | 'several'>,
): void {
  const open: OpenFunction[] = [];
  const close = (): void => {
    const { body, locals, changed, extended } = open.pop()!;
    for (const name of changed) if (!locals.has(name)) addName(assignedBy, name, body.name);
    for (const name of extended) if (!locals.has(name)) addName(extendedBy, name, body.name);
  };
  events.forEach((event, index) => {
    while (open.length > 0 && open[open.length - 1]!.body.end <= index) close();
    const inner = open[open.length - 1];
    if (event.kind === 'enter' && event.flow === 'function') {
      const name = event.name ?? '';
      const body: FunctionBody = { name, start: index + 1, end: leaves[index]!, calls: new Set() };
      const bodies = functions.get(name);
      if (bodies) bodies.push(body);
      else functions.set(name, [body]);
      open.push({ body, locals: new Set(), changed: new Set(), extended: new Set() });
      return;
    }
    for (const name of changedNames(event)) {
      assignments.set(name, (assignments.get(name) ?? 0) + 1);
      if (extensionOf(event)) inner?.extended.add(name);
      else inner?.changed.add(name);
      if ((event.kind === 'assign' || event.kind === 'unset') && event.local) inner?.locals.add(name);
    }
    if (event.kind === 'clobber' && inner) clobbering.add(inner.body.name);
    if (event.kind === 'call') inner?.body.calls.add(event.name);
  });
  while (open.length > 0) close();
}

/** A function that calls one which may change anything may do so itself. */
function spreadClobbers(functions: ReadonlyMap<string, readonly FunctionBody[]>, clobbering: Set<string>): void {
  const callers = new Map<string, string[]>();
  for (const [caller, bodies] of functions) {
    for (const body of bodies) {
      for (const name of body.calls) {
        const known = callers.get(name);
        if (known) known.push(caller);
        else callers.set(name, [caller]);
      }
    }
  }
  const pending = [...clobbering];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const caller of callers.get(name) ?? []) {
      if (clobbering.has(caller)) continue;
      clobbering.add(caller);
      pending.push(caller);
    }
  }
}
