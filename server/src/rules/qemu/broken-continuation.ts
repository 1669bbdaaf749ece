import type { Problem } from '../../text/problem';
import { defineRule } from '../define-rule';

export const brokenContinuation = defineRule({
  id: 'broken-continuation',
  severity: 'warning',
  scope: 'script',
  summary: 'A command of QEMU ends before its last options.',
  why: `A backslash joins the next line only as the **last character** of its line. With a blank behind it, or with a comment line between the options, the command ends there: QEMU starts without the options that follow, and the shell tries to run them as commands
(\`-object: command not found\`), which happens only after QEMU has ended. Take the blank away, move the comment above the command, or collect the options in an array, in which comments are allowed.`,
  references: ['POSIX.1-2024, Shell Command Language: 2.2.1 Escape Character (Backslash), 2.3 Token Recognition'],
  examples: {
    valid: [
      'qemu-system-x86_64 -m 4G \\\n  -enable-kvm\n',
      `args=(\n  -m 4G # all of it\n  -enable-kvm\n)\nqemu-system-x86_64 "\${args[@]}"\n`,
    ],
    invalid: [
      'qemu-system-x86_64 -m 4G \\ \n  -enable-kvm\n',
      'qemu-system-x86_64 -m 4G \\\n  # the fast way\n  -enable-kvm\n',
    ],
  },
  check: (problems) => problems.filter(({ code }) => code === 'broken-continuation'),
  report: ({ span, message, severity }) => ({ span, message, severity }),
  fixes: ({ span, suggestions = [] }: Problem) =>
    suggestions.map((newText, i) => ({ title: 'Join the next line', edits: [{ span, newText }], preferred: i === 0 })),
});
