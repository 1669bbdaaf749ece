import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Edit } from '../../../../server/src/rules/define-rule';
import {
  removeProperty,
  setMachineProperty,
  setMemoryOption,
  setProperty,
} from '../../../../server/src/rules/qemu/property-edits';
import type { QemuFacts } from '../../../../server/src/rules/qemu/qemu-facts';
import { readReadconfig } from '../../../../server/src/syntax/readconfig/read-readconfig';
import { indexBlocks, rangeOf } from '../../../../server/src/text/block-index';
import { TextLines } from '../../../../server/src/text/text-lines';

const CONFIG = '[object "m"]\n  qom-type = "memory-backend-ram"\n  size = "4G"\n\n[memory]\n  size = "2G"\n';

/** The file after an edit that is made of its groups. */
function edited(text: string, make: (facts: QemuFacts) => Edit | undefined): string {
  const lines = TextLines.of(text);
  const { groups, blocks } = readReadconfig(lines);
  const edit = make({ options: groups } as unknown as QemuFacts);
  assert.ok(edit, 'no edit');
  return lines.edit(rangeOf(edit.span, indexBlocks(blocks))!, edit.newText).text.toString();
}

test('a key of a -readconfig group is set within its quotes', () => {
  assert.equal(
    edited(CONFIG, (facts) => setMemoryOption(facts, 'size', 4n << 30n)),
    CONFIG.replace('"2G"', '"4G"'),
  );
});

test('a new key of a -readconfig group gets a line of its own', () => {
  assert.equal(
    edited(CONFIG, ({ options }) => setProperty(options[0], 'share', true)),
    CONFIG.replace('size = "4G"\n', 'size = "4G"\n  share = "on"\n'),
  );
  assert.equal(
    edited('[object "m"]', ({ options }) => setProperty(options[0], 'share', true)),
    '[object "m"]\nshare = "on"',
  );
});

test('a -readconfig file gets the group that it lacks', () => {
  assert.equal(
    edited(CONFIG, (facts) => setMachineProperty(facts, 'memory-backend', 'm')),
    `${CONFIG.trimEnd()}\n\n[machine]\n  memory-backend = "m"\n`,
  );
});

test('a key of a -readconfig group goes with its line', () => {
  assert.equal(
    edited(CONFIG, ({ options }) => removeProperty(options[0], 'size')),
    CONFIG.replace('  size = "4G"\n', ''),
  );
});
