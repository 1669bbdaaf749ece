import type { RuleInfo } from '../rules/define-rule';
import type { AcceptanceRule } from '../simulation/acceptance/acceptance-rule';

/** The page of a rule, in Markdown. */
export function rulePage({ id, severity, scope, summary, why, references, examples }: RuleInfo): string {
  const sections = [
    `# ${id}`,
    `**${summary}** (${severity})`,
    unwrap(why),
    `## Found here\n\n${examples.invalid.map((text) => fence(text, scope)).join('\n\n')}`,
    `## Not found here\n\n${examples.valid.map((text) => fence(text, scope)).join('\n\n')}`,
    ...(references.length > 0
      ? [`## Where to read on\n\n${references.map((reference) => `- ${reference}`).join('\n')}`]
      : []),
    `## Silence it\n\nIn a file, behind a declaration or on the line before it: \`# memslot: ignore ${id}\`. Everywhere, in the settings: \`"memslot.rules": { "${id}": "off" }\`.`,
  ];
  return `${sections.join('\n\n')}\n`;
}

/** The page of an acceptance rule of the kernel list. */
export function acceptanceRulePage({ id, label, author, date, predicate, kind }: AcceptanceRule): string {
  const what =
    kind === 'reject'
      ? 'A slot that breaks it is refused (EINVAL).'
      : 'It refuses no slot; where it does not hold, smaller pages are used.';
  return `# rule ${id}\n\n${label}; ${author}, ${date}.\n\n\`${predicate}\`\n\n${what} Choose it with \`rule ${id}\` in a file or with the setting \`memslot.rule\`; the hover of a slot shows all rules side by side.\n`;
}

/** One line a paragraph, whatever the width of the source. */
function unwrap(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => paragraph.replace(/\n/g, ' '))
    .join('\n\n');
}

function fence(text: string, scope: RuleInfo['scope']): string {
  return `\`\`\`${scope === 'qemu' || scope === 'script' ? 'sh' : 'memslots'}\n${text.trimEnd()}\n\`\`\``;
}
