import { acceptanceRuleOf } from '../../simulation/acceptance/acceptance-rules';
import type { DocumentLink } from '../document-links';
import { rangeIn } from '../place-at';
import type { Snapshot } from '../snapshot';

/** From the acceptance rules that a list asks for to their pages. */
export function ruleLinks({ list: { declarations } }: Snapshot): readonly DocumentLink[] {
  const links: DocumentLink[] = [];
  let line = 0;
  for (const declaration of declarations) {
    const { name } = declaration.kind === 'rule' ? declaration : {};
    const rule = name && acceptanceRuleOf(name.text);
    if (rule)
      links.push({
        range: rangeIn(declaration, line, name),
        target: { kind: 'rule', id: rule.id },
        tooltip: rule.label,
      });
    line += declaration.lineCount;
  }
  return links;
}
