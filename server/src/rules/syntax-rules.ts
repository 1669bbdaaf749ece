import { perObject } from '../text/per-object';
import type { Problem } from '../text/problem';
import { defineRule, type Rule, type Severity } from './define-rule';

/** A rule about text that cannot be read or worked out: the parser finds it, and this says what there is to know of it. */
interface SyntaxRule {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly why: string;
  readonly valid: string;
  readonly invalid: string;
}

const GOOD = 'Slot#0: gpa=0, size=2M\n';

const TABLE: readonly SyntaxRule[] = [
  {
    id: 'unknown-declaration',
    severity: 'error',
    summary: 'A line is no declaration.',
    why: 'A memslot list consists of declarations that begin with `Slot#N`, `backing`, `let`, `host`, `rule`, `machine`, `private` or `shared`, and of trace lines of QEMU. In a log, lines of other software are left alone; in a list, a line that is none of ours is most likely misspelt.',
    valid: GOOD,
    invalid: 'Slto#0: gpa=0, size=2M\n',
  },
  {
    id: 'trace-opaque',
    severity: 'information',
    summary: 'strace does not say what a call sets.',
    why: 'strace decodes KVM_SET_USER_MEMORY_REGION, but of KVM_SET_USER_MEMORY_REGION2, which QEMU 9.0 and later use where KVM has it, and of a call with `-e abbrev` or a bad pointer it writes only the address of the structure. Let QEMU log the calls itself (`-trace kvm_set_user_memory`), or read the memory with a debugger.',
    valid:
      'ioctl(11<anon_inode:kvm-vm>, KVM_SET_USER_MEMORY_REGION, {slot=0, flags=0, guest_phys_addr=0, memory_size=2097152, userspace_addr=0x7f0000000000}) = 0\n',
    invalid: 'ioctl(11<anon_inode:kvm-vm>, KVM_SET_USER_MEMORY_REGION2, 0x7ffd28) = 0\n',
  },
  {
    id: 'unknown-field',
    severity: 'error',
    summary: 'A declaration has no field of that name.',
    why: 'Fields have the names of KVM (`guest_phys_addr`, `memory_size`, `userspace_addr`, `guest_memfd_offset`) or short ones (`gpa`, `size`, `ua`, `offset`). A field that is not known is not read, so its value would be lost without a word.',
    valid: GOOD,
    invalid: 'Slot#0: gpa=0, sise=2M\n',
  },
  {
    id: 'unknown-value',
    severity: 'error',
    summary: 'A field has a value that does not exist.',
    why: 'Architectures, kinds of backings, page sizes and flags have fixed names. What is not known counts as not said.',
    valid: 'host arch=arm64\nSlot#0: gpa=0, size=2M\n',
    invalid: 'host arch=arm46\nSlot#0: gpa=0, size=2M\n',
  },
  {
    id: 'duplicate-field',
    severity: 'error',
    summary: 'A field is given twice in one declaration.',
    why: 'The last one counts. One of the two is most likely meant for another field.',
    valid: GOOD,
    invalid: 'Slot#0: gpa=0, size=2M, gpa=2M\n',
  },
  {
    id: 'missing-value',
    severity: 'error',
    summary: 'A value is missing.',
    why: 'A field without a value is unknown, never 0: nothing is said about what depends on it.',
    valid: GOOD,
    invalid: 'Slot#0: gpa=, size=2M\n',
  },
  {
    id: 'missing-name',
    severity: 'error',
    summary: 'A declaration lacks its name.',
    why: '`let`, `backing` and `rule` are followed by a name.',
    valid: 'rule exact\nSlot#0: gpa=0, size=2M\n',
    invalid: 'rule\nSlot#0: gpa=0, size=2M\n',
  },
  {
    id: 'missing-field',
    severity: 'error',
    summary: 'A declaration lacks a field that it cannot do without.',
    why: 'A slot has a place (`gpa`) and a size; only a call that deletes one (`size=0`) does without a place.',
    valid: GOOD,
    invalid: 'Slot#0: gpa=0\n',
  },
  {
    id: 'malformed-number',
    severity: 'error',
    summary: 'A number cannot be read.',
    why: 'Numbers are decimal, with `_` between digits and a unit K, M, G, T, P or E (optionally `iB`) of powers of 1024, or hexadecimal with `0x` and without a unit. They have 64 bits.',
    valid: GOOD,
    invalid: 'Slot#0: gpa=0, size=2X\n',
  },
  {
    id: 'unclosed-parenthesis',
    severity: 'error',
    summary: 'A parenthesis is not closed.',
    why: 'The value is unknown until every `(` has its `)`.',
    valid: 'Slot#0: gpa=0, size=(1G+1M)*2\n',
    invalid: 'Slot#0: gpa=0, size=(1G+1M*2\n',
  },
  {
    id: 'unexpected-text',
    severity: 'error',
    summary: 'A piece of text has no meaning where it stands.',
    why: 'Fields are written `name=value`, with commas or blanks between them. Comments begin with `#` behind a blank, or with `//`.',
    valid: GOOD,
    invalid: 'Slot#0: gpa=0, size=2M please\n',
  },
  {
    id: 'undefined-name',
    severity: 'error',
    summary: 'A name is used that nothing defines.',
    why: '`let NAME = VALUE` defines a number, `backing NAME …` a backing, anywhere in the file. The value of a name that is not defined is unknown.',
    valid: 'let ram = 2G\nSlot#0: gpa=0, size=ram\n',
    invalid: 'let ram = 2G\nSlot#0: gpa=0, size=rma\n',
  },
  {
    id: 'duplicate-name',
    severity: 'error',
    summary: 'A name is defined twice.',
    why: 'The first definition counts.',
    valid: 'let ram = 2G\nSlot#0: gpa=0, size=ram\n',
    invalid: 'let ram = 2G\nlet ram = 4G\nSlot#0: gpa=0, size=ram\n',
  },
  {
    id: 'cyclic-let',
    severity: 'error',
    summary: 'A name is defined by itself.',
    why: 'The value of such a name is unknown, and so is what uses it.',
    valid: 'let a = 1G\nlet b = a\nSlot#0: gpa=0, size=b\n',
    invalid: 'let a = b\nlet b = a\nSlot#0: gpa=0, size=b\n',
  },
  {
    id: 'number-overflow',
    severity: 'error',
    summary: 'A value does not fit 64 bits.',
    why: "KVM's addresses and sizes are 64-bit numbers. Expressions are worked out exactly, and what exceeds 2^64 - 1 is an error instead of a wrapped value.",
    valid: 'Slot#0: gpa=0, size=8T-4K\n',
    invalid: 'Slot#0: gpa=0, size=8E*2\n',
  },
  {
    id: 'division-by-zero',
    severity: 'error',
    summary: 'An expression divides by zero.',
    why: 'Its value is unknown.',
    valid: 'Slot#0: gpa=0, size=4M/2\n',
    invalid: 'Slot#0: gpa=0, size=4M/0\n',
  },
  {
    id: 'negative-value',
    severity: 'error',
    summary: 'An address, a size or an id is negative.',
    why: 'The value counts as unknown.',
    valid: 'Slot#0: gpa=0, size=4M-2M\n',
    invalid: 'Slot#0: gpa=0, size=2M-4M\n',
  },
];

/** One rule for each code that a parser's problems have. */
export const SYNTAX_RULES: readonly Rule<'list'>[] = TABLE.map(({ id, severity, summary, why, valid, invalid }) =>
  defineRule({
    id,
    severity,
    scope: 'list',
    summary,
    why,
    references: [],
    examples: { valid: [valid], invalid: [invalid] },
    check: ({ facts }): readonly Problem[] => problemsByCode(facts.problems).get(id) ?? NONE,
    report: (problem) => ({
      span: problem.span,
      message: problem.message,
      ...(problem.severity !== severity && { severity: problem.severity }),
    }),
    fixes: (problem) =>
      (problem.suggestions ?? []).map((text, i) => ({
        title: text === '' ? 'Remove it' : `Change to '${text}'`,
        edits: [{ span: problem.span, newText: text }],
        preferred: i === 0,
      })),
  }),
);

const NONE: readonly Problem[] = [];

const problemsByCode = perObject((problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> => {
  const byCode = new Map<string, Problem[]>();
  for (const problem of problems) {
    const alike = byCode.get(problem.code);
    if (alike) alike.push(problem);
    else byCode.set(problem.code, [problem]);
  }
  return byCode;
});
