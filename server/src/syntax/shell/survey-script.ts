import type { Block } from '../../text/block';
import type { ShellEvent } from './shell-event';

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
  readonly assignedBy: ReadonlyMap<string, string | 'several'>;
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
  const clobbering = new Set<string>();
  collect(events, leaves, functions, clobbering, assignments, assignedBy);
  spreadClobbers(functions, clobbering);
  return { events, blocks, leaves, functions, clobbering, assignedBy, assignments };
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
): void {
  const open: { readonly body: FunctionBody; readonly locals: Set<string>; readonly changed: Set<string> }[] = [];
  const close = (): void => {
    const { body, locals, changed } = open.pop()!;
    for (const name of changed) {
      if (locals.has(name)) continue;
      const other = assignedBy.get(name);
      assignedBy.set(name, other === undefined || other === body.name ? body.name : 'several');
    }
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
      open.push({ body, locals: new Set(), changed: new Set() });
      return;
    }
    for (const name of changedNames(event)) {
      assignments.set(name, (assignments.get(name) ?? 0) + 1);
      inner?.changed.add(name);
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
