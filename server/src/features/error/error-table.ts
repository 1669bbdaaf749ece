import { EXAMPLE_SETTINGS } from '../../rules/qemu/example-settings';
import { ALL_RULES } from '../../rules/registry';
import { TextLines } from '../../text/text-lines';
import { createAnalysis } from '../analysis';
import { exampleKind } from '../example-kind';
import { readSettings } from '../settings';
import { type MessagePattern, messagePatterns, patternOf } from './message-pattern';
import { OTHER_MESSAGES } from './other-messages';
import { saidWords } from './said-words';

/** What the rules know of messages. */
export interface ErrorTable {
  readonly patterns: readonly { readonly rule: string; readonly pattern: MessagePattern }[];
  /** The rules about calls that KVM refuses, by the errno. */
  readonly byErrno: ReadonlyMap<string, ReadonlySet<string>>;
}

let known: ErrorTable | undefined;

/**
 * The messages of QEMU and libvirt, and KVM's errnos, with the rules that are about them. The engine runs on the examples of
 * every rule and says what the system would say; few more are written down. Made when first asked for.
 */
export function errorTable(): ErrorTable {
  known ??= makeTable();
  return known;
}

function makeTable(): ErrorTable {
  const patterns = new Map<string, ErrorTable['patterns'][number]>();
  const byErrno = new Map<string, Set<string>>();
  const put = (rule: string, pattern: MessagePattern) =>
    patterns.set(`${rule}\0${pattern.pieces.join('\0')}`, { rule, pattern });
  const add = (rule: string, message: string, isValue: (word: string) => boolean) => {
    for (const pattern of messagePatterns(message, isValue)) put(rule, pattern);
  };
  for (const [rule, messages] of Object.entries(OTHER_MESSAGES))
    for (const message of messages) put(rule, patternOf(message.split('…')));
  for (const rule of ALL_RULES) {
    for (const message of messagesIn(rule.why)) add(rule.id, message, () => false);
    const settings = readSettings(EXAMPLE_SETTINGS.get(rule.id) ?? {});
    for (const text of rule.examples.invalid) {
      const values = new Set(text.split(/[\s,='"<>/]+/));
      const { findings } = createAnalysis(TextLines.of(text), exampleKind(rule), settings);
      for (const { rule: found, report } of findings) {
        const said = saidWords(report.message);
        if (said !== undefined) add(found.id, said, (word) => values.has(word));
        const errno = /KVM refuses the call \((E\w+)\)/.exec(report.message)?.[1];
        if (errno === undefined) continue;
        // What an example shows depends on the kernel; the text of the rule names them all.
        for (const one of [errno, ...errnosIn(found.why)])
          byErrno.set(one, (byErrno.get(one) ?? new Set()).add(found.id));
      }
    }
  }
  return { patterns: [...patterns.values()], byErrno };
}

/** What a rule's page quotes: code of several words that is no option and no element. */
function messagesIn(why: string): readonly string[] {
  return [...why.matchAll(/`([^`]+)`/g)]
    .map((match) => match[1]!)
    .filter((code) => /^[^-<$].*[a-z]{2} .*[a-z]{2}/i.test(code));
}

function errnosIn(why: string): readonly string[] {
  return [...why.matchAll(/\*\*(E[A-Z]+)\*\*/g)].map((match) => match[1]!);
}
