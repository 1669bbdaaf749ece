import { Session } from 'node:inspector';

/**
 * How much work something is: how often a block of the server's code runs (as V8 counts it for coverage), and how many
 * characters and items the string and array methods look at that it calls. Unlike time, that is the same on every machine.
 * Regular expressions are not counted; another test sees to it that they are linear.
 */
export function countSteps(run: () => void): number {
  session ??= openSession();
  // Begins anew from nothing.
  takeBlocks(session);
  const native = countNative(run);
  return native + takeBlocks(session);
}

let session: Session | undefined;

function openSession(): Session {
  const opened = new Session();
  opened.connect();
  opened.post('Profiler.enable');
  opened.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return opened;
}

/** How often the blocks of the server ran since it was last asked. */
function takeBlocks(from: Session): number {
  let count = 0;
  // In one's own process the answer is there when post() returns.
  from.post('Profiler.takePreciseCoverage', (error, answer) => {
    if (error) throw error;
    for (const { url, functions } of answer.result)
      if (url.includes('/server/src/'))
        for (const { ranges } of functions) for (const range of ranges) count += range.count;
  });
  return count;
}

type Method = (this: never, ...args: never[]) => unknown;

/** What a method of strings or arrays looks at, where that is not one thing. */
const LOOKS: readonly [
  object,
  { readonly [method: string]: (self: ArrayLike<unknown>, result: unknown, args: readonly unknown[]) => number },
][] = [
  [
    String.prototype,
    {
      charCodeAt: () => 1,
      codePointAt: () => 1,
      startsWith: (_, __, [wanted]) => String(wanted).length,
      endsWith: (_, __, [wanted]) => String(wanted).length,
      indexOf: lookedThrough,
      includes: (self, found, args) => lookedThrough(self, found ? 0 : -1, args),
      lastIndexOf: (self, found, [, from = self.length]) =>
        Math.max(Math.min(Number(from), self.length) - (found as number), 0),
      split: (self) => self.length,
      trim: (self, result) => self.length - (result as string).length + 1,
      trimEnd: (self, result) => self.length - (result as string).length + 1,
      trimStart: (self, result) => self.length - (result as string).length + 1,
    },
  ],
  [
    Array.prototype,
    {
      indexOf: lookedThrough,
      includes: (self, found, args) => lookedThrough(self, found ? 0 : -1, args),
      slice: (_, result) => (result as unknown[]).length + 1,
      concat: (_, result) => (result as unknown[]).length + 1,
      splice: (self) => self.length + 1,
      shift: (self) => Math.min(self.length, 16) + 1,
      unshift: (self) => self.length + 1,
      reverse: (self) => self.length + 1,
      join: (self) => self.length + 1,
    },
  ],
];

function lookedThrough(self: ArrayLike<unknown>, found: unknown, [, from = 0]: readonly unknown[]): number {
  const start = Math.min(Math.max(Number(from), 0), self.length);
  return ((found as number) < 0 ? self.length : Math.max(found as number, start)) - start + 1;
}

function countNative(run: () => void): number {
  let steps = 0;
  const restore: (() => void)[] = [];
  for (const [prototype, methods] of LOOKS) {
    for (const [name, looks] of Object.entries(methods)) {
      const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
      const method = descriptor.value as Method;
      const counted = function (this: never, ...args: never[]): unknown {
        const result = method.apply(this, args);
        steps += looks(this, result, args);
        return result;
      };
      Object.defineProperty(prototype, name, { ...descriptor, value: counted });
      restore.push(() => Object.defineProperty(prototype, name, descriptor));
    }
  }
  try {
    run();
  } finally {
    for (const put of restore) put();
  }
  return steps;
}
