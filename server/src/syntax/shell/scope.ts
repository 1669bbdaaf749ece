import { type Binding, extendBinding, UNKNOWN_BINDING, UNSET } from './binding';

/**
 * The variables of the script, or of one function, at every moment of the walk through it. Moments are numbered, so that
 * what a variable held when a function was called can still be asked afterwards.
 */
export interface Scope {
  /** The function's name; `undefined` for the script itself. */
  readonly name: string | undefined;
  readonly values: Map<string, Moment[]>;
  now: number;
  /** When anything may have changed, by `source` or `eval`. */
  readonly clobbers: number[];
  /** When a function of the script was called, which changes what functions assign. */
  readonly calls: number[];
  /** Where the function is called; `undefined` stands for a place that was not walked. */
  readonly callers: (Moment & { readonly scope: Scope })[];
  /** Whether the callers are all that there are. */
  callersKnown: boolean;
  readonly answers: Map<string, Binding>;
}

interface Moment {
  readonly at: number;
  readonly value?: Value;
}

/** What a variable holds. */
export interface Value {
  /** `undefined`: nothing in this scope; what the caller has holds. */
  readonly binding: Binding | undefined;
  /** Since when: whatever may have changed it before does not count. */
  readonly since: number;
}

export function openScope(name: string | undefined): Scope {
  return {
    name,
    values: new Map(),
    now: 0,
    clobbers: [],
    calls: [],
    callers: [],
    callersKnown: true,
    answers: new Map(),
  };
}

/** What the variable holds in this scope now. */
export function currentValue(scope: Scope, name: string): Value {
  const moments = scope.values.get(name);
  return moments?.[moments.length - 1]?.value ?? NOTHING;
}

const NOTHING: Value = { binding: undefined, since: -1 };

export function setValue(scope: Scope, name: string, value: Value): void {
  const moments = scope.values.get(name);
  scope.now += 1;
  const moment: Moment = { at: scope.now, value };
  if (moments) moments.push(moment);
  else scope.values.set(name, [moment]);
}

/** Notes that the function of `scope` is called from `caller` now. More callers than are asked need not be kept. */
export function addCaller(scope: Scope, caller: Scope): void {
  if (scope.callers.length <= MOST_CALLERS) scope.callers.push({ scope: caller, at: caller.now });
}

/** What all scopes have in common. */
export interface Globals {
  /** The functions that assign a variable which is not local to them, or append to it: one of them, or `several`. */
  readonly assignedBy: ReadonlyMap<string, string | 'several'>;
  readonly extendedBy: ReadonlyMap<string, string | 'several'>;
  /** Variables that are assigned at most once in the whole script. */
  readonly assignedOnce: (name: string) => boolean;
  readonly root: Scope;
}

/** So many functions may have called one another. */
const MOST_CALLS = 12;
const MOST_CALLERS = 8;

/** What the variable holds at a moment, as far as that is certain. */
export function lookupValue(globals: Globals, scope: Scope, name: string, at = scope.now, depth = 0): Binding {
  const value = valueAt(scope.values.get(name), at);
  if (hasBetween(scope.clobbers, value.since, at)) return UNKNOWN_BINDING;
  const called = hasBetween(scope.calls, value.since, at);
  if (called && isOther(globals.assignedBy.get(name), scope)) return UNKNOWN_BINDING;
  const binding = value.binding ?? outerValue(globals, scope, name, depth);
  return called && isOther(globals.extendedBy.get(name), scope) ? extendBinding(binding, false) : binding;
}

function isOther(by: string | undefined, scope: Scope): boolean {
  return by !== undefined && by !== scope.name;
}

/** What a variable holds that the scope itself has not set. */
function outerValue(globals: Globals, scope: Scope, name: string, depth: number): Binding {
  if (scope === globals.root) return UNSET;
  // A function has positional parameters of its own.
  return name === '@' ? UNKNOWN_BINDING : callersValue(globals, scope, name, depth);
}

/** What a variable held wherever the function was called, if it was the same everywhere. */
function callersValue(globals: Globals, scope: Scope, name: string, depth: number): Binding {
  const known = scope.answers.get(name);
  if (known) return known;
  scope.answers.set(name, UNKNOWN_BINDING);
  const answer = askCallers(globals, scope, name, depth);
  scope.answers.set(name, answer);
  return answer;
}

function askCallers(globals: Globals, scope: Scope, name: string, depth: number): Binding {
  const { callers, callersKnown } = scope;
  if (!callersKnown || depth >= MOST_CALLS || callers.length > MOST_CALLERS) return UNKNOWN_BINDING;
  if (callers.length === 0) {
    // Nobody calls it here: what the script sets at its end holds, if that is the only time.
    return globals.assignedOnce(name)
      ? lookupValue(globals, globals.root, name, globals.root.now, depth + 1)
      : UNKNOWN_BINDING;
  }
  let answer: Binding | undefined;
  for (const caller of callers) {
    const binding = lookupValue(globals, caller.scope, name, caller.at, depth + 1);
    if (answer !== undefined && answer !== binding) return UNKNOWN_BINDING;
    answer = binding;
  }
  return answer ?? UNKNOWN_BINDING;
}

function valueAt(moments: readonly Moment[] | undefined, at: number): Value {
  if (!moments) return NOTHING;
  const index = lastUpTo(moments.length, (i) => moments[i]!.at <= at);
  return moments[index]?.value ?? NOTHING;
}

/** Whether one of the moments lies in `(after, upTo]`. */
function hasBetween(moments: readonly number[], after: number, upTo: number): boolean {
  const index = lastUpTo(moments.length, (i) => moments[i]! <= upTo);
  return index >= 0 && moments[index]! > after;
}

/** The last index for which `holds`, which holds up to some index and not behind it; -1 if for none. */
function lastUpTo(length: number, holds: (index: number) => boolean): number {
  let low = -1;
  let high = length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
