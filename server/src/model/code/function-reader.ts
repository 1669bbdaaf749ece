import type { CodeToken } from '../../syntax/code/read-code-tokens';
import { partitionPoint } from '../../text/partition-point';
import type { Quantity } from '../quantity';
import type { SetMemoryRegion } from '../slot-operation';
import type { CodeFunction } from './code-functions';
import { type CodeSource, endOfExpression, isWord, quantityAt, spanOfWords } from './code-source';
import type { Lookup } from './evaluate-code';
import { localValues } from './local-values';
import { memoryRegion, REGION_FIELDS, type RegionFields } from './memory-region';
import { readInitialiser, type WrittenField, ZEROED } from './region-initialiser';

/** What a function says of memslots. */
export interface FunctionReading {
  /** Calls of KVM that are made one after the other, if the first of them is made: nothing between them sets a slot. */
  readonly runs: readonly (readonly SetMemoryRegion[])[];
  /** Structs that nobody is seen to give to KVM. */
  readonly alone: readonly SetMemoryRegion[];
  readonly written: readonly (WrittenField & { readonly quantity: Quantity })[];
}

/** A variable, or what a pointer points to, as far as the function was read. */
interface Variable {
  readonly fields: Map<string, Quantity>;
  readonly second: boolean;
  readonly isPointer: boolean;
  /** The word with which its block ends. */
  readonly scopeEnd: number;
  /** What it was made with, and whether nothing was changed since. */
  made: Initialiser | undefined;
  isUnchanged: boolean;
}

/** An initialiser, by the indices of its words: `[from, to)`. */
interface Initialiser {
  readonly fields: RegionFields;
  readonly second: boolean;
  readonly from: number;
  readonly to: number;
  readonly head: number;
  /** A variable with it was given to KVM, or overwritten. */
  isUsed: boolean;
}

/** A part of a function that may be left out, or that comes again. */
interface Frame {
  /** The brace at its end; `undefined`: it is a single statement. */
  readonly end: number | undefined;
  /** The innermost loop that it is in, or is. */
  readonly loop: Frame | undefined;
  /** What is set in it: one field, or all. */
  readonly assigned: { readonly variable: Variable; readonly field: string | undefined }[];
  hasCalls: boolean;
}

/** A call that is being read. */
interface PendingCall {
  readonly end: number;
  readonly vm: string;
  readonly legacy: boolean;
  readonly isSure: boolean;
}

interface Run {
  readonly vm: string;
  readonly loop: Frame | undefined;
  readonly calls: SetMemoryRegion[];
}

/** More variables of one function are not followed. */
const MOST_VARIABLES = 64;

/**
 * Reads a function from its beginning to its end as if it ran straight on. What happens in a branch, in a loop or behind a label
 * is known there as far as it says so itself; behind it, what it changed is not known any more.
 */
export function readFunction(source: CodeSource, place: CodeFunction, ofFile: Lookup): FunctionReading {
  const reader = new FunctionReader(source, place, localValues(source, place, ofFile));
  return reader.read();
}

class FunctionReader {
  private readonly tokens: readonly CodeToken[];
  private readonly halves: Int32Array;
  private readonly isC: boolean;
  private readonly variables = new Map<string, Variable>();
  private readonly frames: Frame[] = [];
  private readonly parentheses: number[] = [];
  private readonly braces: number[] = [];
  private readonly made: Initialiser[] = [];
  private readonly runs: Run[] = [];
  private readonly written: (WrittenField & { readonly quantity: Quantity })[] = [];
  private readonly occurrences = new Map<string, number[]>();
  private run: Run | undefined;
  private pending: PendingCall | undefined;
  /** What the next brace of Rust begins. */
  private control: 'branch' | 'loop' | undefined;
  /** The parenthesis at the end of `for (…;…;…)`. */
  private headerEnd = 0;
  private isShort = false;
  /** The name of a variable that is being declared. */
  private declared = -1;
  /** The brace at the end of the last initialiser: GNU C has colons in there. */
  private initialiserEnd = 0;

  constructor(
    private readonly source: CodeSource,
    private readonly place: CodeFunction,
    private readonly locals: ReturnType<typeof localValues>,
  ) {
    this.tokens = source.tokens;
    this.halves = source.halves;
    this.isC = source.language === 'c';
  }

  read(): FunctionReading {
    const { from, end } = this.place;
    const last = Math.min(end, this.tokens.length);
    for (let i = from; i < last; i++) {
      const { kind, text } = this.tokens[i]!;
      if (kind !== 'name') continue;
      // Which statements there are depends on how it is compiled.
      if (text === 'cfg' && !this.isC && this.tokens[i - 2]?.text === '#') return { runs: [], alone: [], written: [] };
      const known = this.occurrences.get(text);
      if (known) known.push(i);
      else this.occurrences.set(text, [i]);
    }
    for (let i = from; i < last; i++) this.step(i);
    const alone = this.made.filter(({ isUsed }) => !isUsed);
    return {
      runs: this.runs.map(({ calls }) => calls),
      alone: alone.map((made) => this.regionOf(made.fields, made.second, false, made, made.head)),
      written: this.written,
    };
  }

  private step(i: number): void {
    const { kind, text, doubt } = this.tokens[i]!;
    const { parentheses, braces, frames } = this;
    while (parentheses.length > 0 && this.halves[parentheses.at(-1)!]! <= i) parentheses.pop();
    while (braces.length > 0 && this.halves[braces.at(-1)!]! <= i) braces.pop();
    if (frames.at(-1)?.end === i) {
      this.leave();
      this.endStatement();
    }
    if (doubt || kind === 'ghost') {
      this.variables.delete(text);
      if (SETS.test(text)) this.run = undefined;
    } else if (kind === 'sign') this.sign(i, text);
    else if (kind === 'name') this.name(i, text);
  }

  private sign(i: number, text: string): void {
    const next = this.tokens[i + 1];
    switch (text) {
      case '(':
        this.parentheses.push(i);
        break;
      case '{':
        this.openBlock(i);
        break;
      case ';':
        if (i > this.headerEnd) this.endStatement();
        break;
      case '}':
        this.isShort = false;
        break;
      case '?':
        if (this.isC) this.isShort = true;
        break;
      case '&&':
      case '||':
        this.isShort = true;
        break;
      case '=>':
        this.forgetAll();
        break;
      case ')': {
        const word = this.tokens[this.halves[i]! - 1]?.text ?? '';
        if (this.isC && /^(?:if|while|for|switch)$/.test(word) && !isWord(next, '{'))
          this.enter(word === 'if' ? 'branch' : 'loop', undefined);
        break;
      }
    }
  }

  /** A statement is at its end, and with it the branches and loops that have no more. */
  private endStatement(): void {
    this.isShort = false;
    while (this.frames.length > 0 && this.frames.at(-1)!.end === undefined) this.leave();
  }

  private openBlock(i: number): void {
    this.braces.push(i);
    const kind = this.isC ? this.blockOfC(i) : this.blockOfRust(i);
    this.control = undefined;
    if (kind) this.enter(kind, this.halves[i]!);
    if (kind === 'loop') {
      for (const [name, variable] of this.variables) if (this.occursIn(name, i, this.halves[i]!)) forget(variable);
    }
  }

  /** What a brace begins; `undefined`: what is done in any case. */
  private blockOfC(i: number): 'branch' | 'loop' | undefined {
    const before = this.tokens[i - 1]!;
    if (before.text === ')') {
      const word = this.tokens[this.halves[i - 1]! - 1];
      if (i === this.place.body || !word) return undefined;
      if (word.text === 'if') return 'branch';
      return (word.kind === 'name' && word.text !== 'return') || word.text === ']' ? 'loop' : undefined;
    }
    if (before.text === 'do') return 'loop';
    return /^(?:else|try)$/.test(before.text) ? 'branch' : undefined;
  }

  private blockOfRust(i: number): 'branch' | 'loop' | undefined {
    const { kind, text } = this.tokens[i - 1]!;
    if (i === this.place.body) return undefined;
    if (this.control) return this.control;
    if (text === 'else' || text === '=>') return 'branch';
    if (kind === 'name') return /^(?:unsafe$|kvm_|[A-Z])/.test(text) ? undefined : 'loop';
    return /^[;{}=(,]$/.test(text) ? undefined : 'loop';
  }

  private enter(kind: 'branch' | 'loop', end: number | undefined): void {
    const frame: { -readonly [K in keyof Frame]: Frame[K] } = {
      end,
      loop: this.frames.at(-1)?.loop,
      assigned: [],
      hasCalls: false,
    };
    if (kind === 'loop') frame.loop = frame;
    this.frames.push(frame);
    // A loop of one statement may change any of them in it.
    if (kind === 'loop' && end === undefined) for (const variable of this.variables.values()) forget(variable);
  }

  private leave(): void {
    const { assigned, hasCalls } = this.frames.pop()!;
    for (const { variable, field } of assigned) forget(variable, field);
    if (!hasCalls) return;
    this.run = undefined;
    const outer = this.frames.at(-1);
    if (outer) outer.hasCalls = true;
  }

  private name(i: number, text: string): void {
    const [before, next] = [this.tokens[i - 1]!, this.tokens[i + 1]];
    if (REGION.test(text)) this.regionType(i, text.endsWith('2'));
    else if (IOCTL.test(text)) this.ioctl(i, !text.endsWith('2'));
    else if (METHOD.test(text) && before.text === '.' && next?.text === '(')
      this.pending = this.callAt(this.halves[i + 1]!, this.tokens[i - 2]!.text, false);
    else this.word(i, text, before, next);
  }

  /** A name that is none of KVM's. */
  private word(i: number, text: string, before: CodeToken, next: CodeToken | undefined): void {
    if (this.isC) {
      const isLabel = i > this.initialiserEnd && next?.text === ':' && /^[;{}]$/.test(before.text);
      if (isLabel || text === 'case' || text === 'default') this.forgetAll();
      if (text === 'for' && next?.text === '(') this.headerEnd = this.halves[i + 1]!;
      if ((text === 'else' || text === 'do') && !isWord(next, '{', 'if'))
        this.enter(text === 'do' ? 'loop' : 'branch', undefined);
    } else if (/^(?:if|match)$/.test(text)) this.control = 'branch';
    else if (/^(?:loop|while|for)$/.test(text)) this.control = 'loop';
    if (/^(?:\.|->|::)$/.test(before.text) || next?.text === '::') return;
    const variable = this.variables.get(text);
    if (variable && i > variable.scopeEnd) this.variables.delete(text);
    else if (variable) this.use(i, text, variable);
    else this.locals.declare(i);
    this.mayEndRun(i, text, next);
  }

  /** Slots may be set by what is called with the machine, and by what has such a name. */
  private mayEndRun(i: number, text: string, next: CodeToken | undefined): void {
    if (!this.run || (this.pending && i < this.pending.end)) return;
    if (next?.text === '(' && /slot|region|memory/i.test(text)) this.run = undefined;
    else if (this.run.vm === text) {
      const callee = this.tokens[(this.parentheses.at(-1) ?? 0) - 1];
      const isMethod = isWord(next, '.', '->') && this.tokens[i + 3]?.text === '(';
      if (isMethod ? HARMLESS.test(this.tokens[i + 2]!.text) : callee?.kind !== 'name' || HARMLESS.test(callee.text)) {
        if (next?.text !== '=') return;
      }
      this.run = undefined;
    }
  }

  private callAt(end: number, vm: string, legacy: boolean): PendingCall {
    return { end, vm, legacy, isSure: !this.isShort };
  }

  /** `ioctl(vm_fd, KVM_SET_USER_MEMORY_REGION, …)`. */
  private ioctl(i: number, legacy: boolean): void {
    const opening = this.parentheses.at(-1);
    const callee = opening === undefined ? undefined : this.tokens[opening - 1];
    const comma = this.tokens[i + 1]?.text === '(' ? i + 3 : i + 1;
    if (!callee || !/ioctl/i.test(callee.text) || this.tokens[comma]?.text !== ',') return;
    let vm = opening! + 1;
    while (vm < i && (this.tokens[vm]!.kind !== 'name' || /^(?:self|this)$/.test(this.tokens[vm]!.text))) vm++;
    this.pending = this.callAt(this.halves[opening!]!, this.tokens[vm]!.text, legacy);
  }

  /** The name of the struct: what is declared or made of it. */
  private regionType(i: number, second: boolean): void {
    if (this.made.length + this.runs.length > MOST_CALLS) return;
    if (this.isC) this.typeOfC(i, second);
    else this.typeOfRust(i, second);
  }

  private typeOfC(i: number, second: boolean): void {
    const { tokens, halves } = this;
    const next = tokens[i + 1];
    const keyword = isWord(tokens[i - 1], 'struct') ? i - 1 : i;
    if (next?.text === '{') {
      // With the keyword it is the struct's own definition.
      if (keyword === i) this.make(i + 1, i, i, second, this.targetBefore(i, second));
    } else if (next?.text === ')' && tokens[i + 2]?.text === '{')
      this.make(i + 2, halves[i + 1]!, i, second, this.targetBefore(halves[i + 1]!, second));
    else {
      let at = i + 1;
      while (isWord(tokens[at], 'const', 'volatile', '*')) at++;
      const isPointer = tokens.slice(i + 1, at).some(({ text }) => text === '*');
      if (tokens[at]?.kind !== 'name') return;
      const name = tokens[at]!.text;
      const [after, value] = [tokens[at + 1], tokens[at + 2]];
      this.declared = at;
      if (isPointer) {
        // What another pointer points to may change by that other one.
        const isOwn = after?.text !== '=' || /alloc|g_new/.test(value?.text ?? '');
        if (isOwn) this.declare(name, second, true);
        else this.variables.delete(name);
      } else if (after?.text === '[') {
        this.variables.delete(name);
        const open = halves[at + 1]! + 2;
        if (!isWord(tokens[open], '{')) return;
        for (let k = open + 1; k < halves[open]!; k++) {
          if (tokens[k]!.text !== '{') continue;
          this.make(k, k, k, second, undefined);
          k = halves[k]!;
        }
      } else {
        this.declare(name, second, false);
        const open = after?.text === '{' ? at + 1 : isWord(value, '{') && after?.text === '=' ? at + 2 : undefined;
        // What is static was perhaps changed when the function ran before.
        const isStatic = tokens.slice(Math.max(0, keyword - 3), keyword).some(({ text }) => text === 'static');
        if (open !== undefined) this.make(open, keyword, i, second, isStatic ? undefined : name);
      }
    }
  }

  private typeOfRust(i: number, second: boolean): void {
    const { tokens, halves } = this;
    let from = i;
    while (tokens[from - 1]?.text === '::') from -= 2;
    const before = tokens[from - 1];
    const next = tokens[i + 1];
    if (isWord(before, 'struct', 'union', 'for', 'impl', '->', 'let', 'dyn')) return;
    if (next?.text === '{') {
      // A pattern takes a struct apart.
      if (isWord(tokens[halves[i + 1]! + 1], '=>', '|', '=', 'if')) return;
      this.make(i + 1, from, i, second, this.targetBefore(from, second));
    } else if (next?.text === '::' && isWord(tokens[i + 2], 'default') && tokens[i + 3]?.text === '(') {
      this.take({ fields: ZEROED, second, from, to: i + 5, head: i, isUsed: false }, this.targetBefore(from, second));
    } else if (before?.text === ':' && next?.text === '=' && tokens[from - 2]?.kind === 'name') {
      const words = tokens.slice(i + 2, Math.min(i + 14, endOfExpression(this.source, i + 2, tokens.length)));
      const name = tokens[from - 2]!.text;
      const variable = this.declare(name, second, false);
      if (words.some(({ text }) => text === 'zeroed' || text === 'default')) this.set(variable, ZEROED);
    }
  }

  /** The variable that what begins at a word is assigned to; one that is made there if it is new. */
  private targetBefore(from: number, second: boolean): string | undefined {
    const { tokens } = this;
    if (tokens[from - 1]?.text !== '=') return undefined;
    const at = tokens[from - 3]?.text === ':' ? from - 4 : from - 2;
    const name = tokens[at];
    if (name?.kind !== 'name' || isWord(tokens[at - 1], '.', '->')) return undefined;
    if (isWord(tokens[at - 1], 'let', 'mut', 'auto')) this.declare(name.text, second, false);
    return name.text;
  }

  private declare(name: string, second: boolean, isPointer: boolean): Variable {
    const scopeEnd = this.braces.length > 0 ? this.halves[this.braces.at(-1)!]! : this.place.end;
    const variable: Variable = { fields: new Map(), second, isPointer, scopeEnd, made: undefined, isUnchanged: false };
    if (this.variables.size < MOST_VARIABLES) this.variables.set(name, variable);
    return variable;
  }

  /** Reads an initialiser from its brace on. */
  private make(open: number, from: number, head: number, second: boolean, target: string | undefined): void {
    const read = readInitialiser(this.source, open, this.locals.lookup);
    if (!read) return;
    const { fields, written } = read;
    this.initialiserEnd = this.halves[open]!;
    for (const field of written) this.written.push({ ...field, quantity: fields.get(field.name)! });
    this.take({ fields, second, from, to: this.halves[open]! + 1, head, isUsed: false }, target);
  }

  /** A new struct goes into a variable, to KVM, or nobody knows where. */
  private take(made: Initialiser, target: string | undefined): void {
    this.made.push(made);
    const { second, fields, head } = made;
    if (target !== undefined) {
      const variable = this.variables.get(target);
      if (!variable) return;
      this.set(variable, fields);
      variable.made = made;
      variable.isUnchanged = true;
    } else if (this.pending && head < this.pending.end) this.send(fields, second, made, head);
  }

  private set(variable: Variable, fields: RegionFields): void {
    forget(variable);
    if (variable.made) variable.made.isUsed = true;
    variable.made = undefined;
    for (const [name, quantity] of fields) variable.fields.set(name, quantity);
    this.frames.at(-1)?.assigned.push({ variable, field: undefined });
  }

  /** A place where a variable is written that is followed. */
  private use(i: number, name: string, variable: Variable): void {
    const { tokens, isC } = this;
    const at = (k: number) => tokens[k]?.text ?? '';
    const [before, next] = [at(i - 1), at(i + 1)];
    if (i === this.declared) return;
    if (this.pending && i < this.pending.end && next === ')' && /^(?:[&,(]|mut)$/.test(before)) {
      const { made, isUnchanged } = variable;
      const isFirst = isUnchanged && made?.isUsed === false;
      if (made) made.isUsed = true;
      this.send(variable.fields, variable.second, isFirst ? made : undefined, i);
    } else if (next === '.' || next === '->') {
      const isSet = at(i + 3) === '=';
      if (isSet && /^(?:[;{}):]|else)$/.test(before) && Object.hasOwn(REGION_FIELDS, at(i + 2)))
        this.assign(variable, i + 2);
      else if (isSet || /^(?:.{1,2}=|\+\+|--|\[)$/.test(at(i + 3)) || /^(?:&|mut|\+\+|--)$/.test(before)) {
        if (!/^[=!<>]=$/.test(at(i + 3))) forget(variable, at(i + 2));
      }
    } else if (before === 'sizeof' || at(i - 2) === 'sizeof' || at(i - 3) === 'sizeof') return;
    else if (!isC) {
      if ((before === 'mut' && at(i - 2) === '&') || next === '=') forget(variable);
    } else if (before === '&' && /^[(,)]$/.test(at(i - 2)) && this.parentheses.length > 0) {
      const callee = at(this.parentheses.at(-1)! - 1);
      if ((callee === 'memset' && at(i + 2) === '0') || callee === 'bzero') this.set(variable, ZEROED);
      else forget(variable);
    } else if (next === '=' || before === '*' || /^[(,]$/.test(before)) forget(variable);
    else if (before !== 'return') this.variables.delete(name);
  }

  /** `region.field = …;` */
  private assign(variable: Variable, at: number): void {
    const name = this.tokens[at]!.text;
    const to = endOfExpression(this.source, at + 2, this.tokens.length);
    const quantity = quantityAt(this.source, at + 2, to, this.locals.lookup);
    forget(variable, name);
    if (quantity) {
      variable.fields.set(name, quantity);
      this.written.push({ name, at, from: at + 2, to, quantity });
    }
    this.frames.at(-1)?.assigned.push({ variable, field: name });
  }

  /** KVM is given a struct. */
  private send(fields: RegionFields, second: boolean, made: Initialiser | undefined, head: number): void {
    const { vm, legacy, isSure } = this.pending!;
    const frame = this.frames.at(-1);
    this.pending = undefined;
    if (made) made.isUsed = true;
    if (!this.run || this.run.vm !== vm || this.run.loop !== frame?.loop || !isSure) {
      this.run = { vm, loop: frame?.loop, calls: [] };
      this.runs.push(this.run);
    }
    this.run.calls.push(this.regionOf(fields, second, legacy, made, head));
    if (frame) frame.hasCalls = true;
    if (!isSure) this.run = undefined;
  }

  private regionOf(
    fields: RegionFields,
    second: boolean,
    legacy: boolean,
    made: Initialiser | undefined,
    at: number,
  ): SetMemoryRegion {
    const head = made?.head ?? at;
    const { start, end } = spanOfWords(this.source, made?.from ?? at, made?.to ?? at + 1);
    return memoryRegion({
      block: this.source.block,
      fields: new Map(fields),
      second,
      legacy,
      start,
      end,
      head: spanOfWords(this.source, head, head + 1),
    });
  }

  /** Somebody may come here from anywhere in the function. */
  private forgetAll(): void {
    for (const variable of this.variables.values()) forget(variable);
    this.run = undefined;
  }

  private occursIn(name: string, from: number, to: number): boolean {
    const places = this.occurrences.get(name) ?? [];
    const first = partitionPoint(places.length, (k) => places[k]! < from);
    return first < places.length && places[first]! < to;
  }
}

/** What a variable says is not known any more, of one field or of all. */
function forget(variable: Variable, field?: string): void {
  if (field === undefined) variable.fields.clear();
  else variable.fields.delete(field);
  variable.isUnchanged = false;
}

const REGION = /^kvm_userspace_memory_region2?$/;
const IOCTL = /^KVM_SET_USER_MEMORY_REGION2?$/;
const METHOD = /^set_user_memory_region2?$/;
const SETS = /^(?:KVM_SET_USER_MEMORY_REGION|set_user_memory_region)2?$/;
/** What may be called with a machine, or on one, without a slot being set. */
const HARMLESS =
  /ioctl|^(?:if|while|switch|return|assert|close|create_|get_|as_raw|set_tss|set_identity|check_ext|set_user_memory)/i;
/** More of them in one function are not read. */
const MOST_CALLS = 1000;
