import { joinBindings, UNKNOWN_BINDING } from './binding';
import { currentValue, type Scope, setValue, type Value } from './scope';
import type { Flow } from './shell-event';

/** A loop, a subshell or a set of branches that the walk is inside of, with what has changed since it began. */
export interface FlowFrame {
  readonly flow: Flow;
  /** What each variable that was changed held when the frame began. */
  readonly before: Map<string, Value>;
  /** What the finished arms left; `undefined` where one ends with `exit` or the like. */
  readonly arms: (ReadonlyMap<string, Value> | undefined)[];
  current: Map<string, Value> | undefined;
  /** What a loop leaves of the variables that it only appends to. */
  readonly kept: Map<string, Value>;
  exhaustive: boolean;
  stopped: boolean;
}

export function openFrame(flow: Flow): FlowFrame {
  const current = flow === 'branches' ? undefined : new Map<string, Value>();
  return { flow, before: new Map(), arms: [], current, kept: new Map(), exhaustive: false, stopped: false };
}

/** Notes that a variable is about to change. */
export function touch(scope: Scope, frame: FlowFrame, name: string, value: Value): void {
  if (!frame.before.has(name)) frame.before.set(name, currentValue(scope, name));
  frame.current ??= new Map();
  frame.current.set(name, value);
}

/** Ends an arm and begins the next, for which everything is as it was before the first. */
export function nextArm(scope: Scope, frame: FlowFrame, exhaustive: boolean): void {
  endArm(scope, frame);
  frame.current = new Map();
  frame.exhaustive ||= exhaustive;
}

function endArm(scope: Scope, frame: FlowFrame): void {
  const { current } = frame;
  if (!current) return;
  frame.arms.push(frame.stopped ? undefined : current);
  frame.stopped = false;
  frame.current = undefined;
  for (const name of current.keys()) setValue(scope, name, frame.before.get(name)!);
}

/** What the variables hold behind the frame. `piped`: it ran in a shell of its own. */
export function closeFrame(
  scope: Scope,
  frame: FlowFrame,
  outer: FlowFrame | undefined,
  piped: boolean,
): Map<string, Value> {
  const { stopped, current } = frame;
  endArm(scope, frame);
  const after = new Map<string, Value>();
  if (frame.flow === 'subshell' || piped) return after;
  if (frame.flow === 'group') {
    if (stopped && outer) outer.stopped = true;
    return current ?? after;
  }
  if (frame.flow === 'loop') {
    const lost: Value = { binding: UNKNOWN_BINDING, since: scope.now + 1 };
    for (const name of frame.before.keys()) after.set(name, frame.kept.get(name) ?? lost);
    return after;
  }
  const alive = frame.arms.filter((arm) => arm !== undefined);
  // Where every way ends, nothing behind it runs.
  if (alive.length === 0 && frame.exhaustive && outer && (stopped || frame.arms.length > 0)) outer.stopped = true;
  for (const [name, before] of frame.before) {
    const values = alive.map((arm) => arm.get(name) ?? before);
    if (!frame.exhaustive || values.length === 0) values.push(before);
    after.set(name, joinValues(values));
  }
  return after;
}

/** One value for a variable that several ways lead to. */
function joinValues(values: readonly Value[]): Value {
  let { binding, since } = values[0]!;
  for (const value of values) {
    since = Math.min(since, value.since);
    binding = joinBindings(binding, value.binding);
  }
  return { binding, since };
}
