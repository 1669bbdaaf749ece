import type { Problem } from '../../text/problem';
import { spanOf } from '../../text/span';
import { findOption } from '../qemu/option-grammar';
import type { CommandEvent } from './shell-event';
import { templateText } from './shell-event';
import type { Survey } from './survey-script';
import type { RunCommand } from './walk-script';

/**
 * Commands of QEMU that end too early, so that the next line, which begins with an option, becomes a command of its own:
 * blanks stand behind the backslash, a comment or an empty line follows it, or it is missing.
 */
export function findBrokenCommands(
  survey: Survey,
  runs: readonly RunCommand[],
): { readonly problems: readonly Problem[]; readonly broken: ReadonlySet<CommandEvent> } {
  const problems: Problem[] = [];
  const broken = new Set<CommandEvent>();
  for (const run of runs) {
    const { event } = run;
    if (!event.endsLine || !followsOption(survey, run.index) || run.program === undefined) continue;
    broken.add(event);
    problems.push(describe(run));
  }
  return { problems, broken };
}

/** Whether the command behind this one begins with an option of QEMU. */
function followsOption(survey: Survey, index: number): boolean {
  let next = index + 1;
  if (survey.events[next]?.kind === 'stop') next += 1;
  // A substitution in the next command comes before it.
  for (let i = 0; i < 100 && survey.events[next]?.kind === 'enter'; i++) next = survey.leaves[next]! + 1;
  const event = survey.events[next];
  const first = event?.kind === 'command' ? event.words[0] : undefined;
  const option = first && /^--?([A-Za-z].*)$/.exec(templateText(first) ?? '')?.[1];
  return option !== undefined && findOption(option) !== undefined;
}

const LOST = 'the options on the following lines are lost to QEMU, and the shell runs them as commands of their own.';

function describe({ event, block }: RunCommand): Problem {
  const code = 'broken-continuation';
  const severity = 'warning';
  const last = event.words[event.words.length - 1]!;
  const { broken } = event;
  if (!broken) {
    const span = spanOf(block, last.start, last.end);
    const message = `The command ends with this line, because no backslash stands at its end: ${LOST}`;
    return { code, severity, span, message, suggestions: [`${block.text.slice(last.start, last.end)} \\`] };
  }
  const span = spanOf(block, broken.start, broken.end);
  switch (broken.kind) {
    case 'blank-after-backslash':
      return {
        code,
        severity,
        span,
        message: `A blank follows this backslash, so it does not join the next line: ${LOST}`,
        suggestions: ['\\'],
      };
    case 'comment':
      return {
        code,
        severity,
        span,
        message: `A comment ends the command, even behind a backslash: ${LOST} Move it above the command.`,
      };
    case 'blank-line':
      return { code, severity, span, message: `An empty line ends the command: ${LOST}`, suggestions: [''] };
  }
}
