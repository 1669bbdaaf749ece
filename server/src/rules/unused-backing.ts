import type { Backing } from '../model/backing';
import type { Operation } from '../model/slot-operation';
import { perChunk } from '../text/per-chunk';
import { defineRule } from './define-rule';
import { removeDeclaration } from './edits';

export const unusedBacking = defineRule({
  id: 'unused-backing',
  severity: 'warning',
  scope: 'list',
  summary: 'No slot takes memory from a backing.',
  why: 'Nothing in the file names this backing. A slot without `backing=` is simulated as one whose backing is not known.',
  references: [],
  examples: {
    valid: ['backing ram type=memfd page=2M size=2G\nSlot#0: gpa=0, size=2G, backing=ram\n'],
    invalid: ['backing ram type=memfd page=2M size=2G\nSlot#0: gpa=0, size=2G\n'],
  },
  check({ facts }) {
    const unused = new Set(facts.backings.values());
    for (const { operations } of facts.machines) {
      for (const chunk of operations.chunks) {
        if (unused.size === 0) return [];
        for (const backing of backingsOf(chunk)) unused.delete(backing);
      }
    }
    return [...unused];
  },
  report: (backing) => ({
    span: backing.nameSpan,
    message: `No slot uses the backing '${backing.name}'.`,
    unnecessary: true,
  }),
  fixes: (backing) => removeDeclaration(backing.nameSpan),
});

/** The backings that operations take memory from. */
const backingsOf = perChunk((operations: readonly Operation[]): ReadonlySet<Backing> => {
  const backings = new Set<Backing>();
  for (const operation of operations)
    if (operation.kind === 'set-memory-region' && operation.backing) backings.add(operation.backing);
  return backings;
});
