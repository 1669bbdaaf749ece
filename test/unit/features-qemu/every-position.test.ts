import assert from 'node:assert/strict';
import { test } from 'node:test';
import { qemuCompletionsAt } from '../../../server/src/features/qemu/qemu-completion';
import { qemuFoldingRanges } from '../../../server/src/features/qemu/qemu-folding';
import { qemuHoverAt } from '../../../server/src/features/qemu/qemu-hover';
import { qemuReferencesAt, qemuRenameAt } from '../../../server/src/features/qemu/qemu-names';
import { qemuSemanticTokens } from '../../../server/src/features/qemu/qemu-semantic-tokens';
import { qemuSignatureAt } from '../../../server/src/features/qemu/qemu-signature';
import { createQemuSnapshot } from '../../../server/src/features/qemu/qemu-snapshot';
import { qemuSymbols } from '../../../server/src/features/qemu/qemu-symbols';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { type Position, type Range, TextLines } from '../../../server/src/text/text-lines';

const SCRIPT = `#!/bin/bash\r
MEM=4G ID=m0
args=( -object "memory-backend-file,id=$ID,size=\${MEM},mem-path=/a,,b"
  -object '{"qom-type":"memory-backend-ram","id":"x","size":[1],"host-nodes":[0,1]}' )
qemu-system-x86_64 -M q35,,memory-backend="$ID"=,nvdimm -m $MEM,slots=,maxmem "\${args[@]}" \\
  -numa node,memdev=x,cpus=0-1,noshare -numa dist,src=0 -device pc-dimm,memdev=$X,addr=,=1 \\
  -object memory-backend-ram,size=0,id=$((1 # comment
kvm -m 1E -object "
`;

function within(text: TextLines, { start, end }: Range): void {
  assert.deepEqual(text.clamp(start), start);
  assert.deepEqual(text.clamp(end), end);
  assert.ok(start.line < end.line || (start.line === end.line && start.character <= end.character));
}

test('at every position of a script that is full of mistakes, ranges lie in the text', () => {
  const text = TextLines.of(SCRIPT);
  const snapshot = createQemuSnapshot(text, DEFAULT_SETTINGS, 'shell');
  assert.ok(snapshot.machines.length > 0);
  let hovers = 0;
  let signatures = 0;
  text.lines.forEach((content, line) => {
    for (let character = 0; character <= content.length; character++) {
      const position: Position = text.clamp({ line, character });
      const hover = qemuHoverAt(snapshot, position);
      if (hover) {
        hovers++;
        within(text, hover.range);
      }
      const list = qemuCompletionsAt(snapshot, position);
      if (list) {
        within(text, list.range);
        assert.deepEqual(list.range.end, position);
      }
      for (const { range } of qemuReferencesAt(snapshot, position)) within(text, range);
      qemuRenameAt(snapshot, position, 'other');
      const help = qemuSignatureAt(snapshot, position);
      if (help) {
        signatures++;
        assert.ok(help.signatures.length > 0);
        assert.ok(help.active === undefined || help.active < help.signatures[0]!.parameters.length);
      }
    }
  });
  assert.ok(hovers > 100);
  assert.ok(signatures > 50);
});

test('while a script is typed', () => {
  for (let length = 0; length <= SCRIPT.length; length++) {
    const text = TextLines.of(SCRIPT.slice(0, length));
    const snapshot = createQemuSnapshot(text, DEFAULT_SETTINGS, 'shell');
    const position = text.clamp({ line: text.lines.length, character: 0 });
    const list = qemuCompletionsAt(snapshot, position);
    if (list) within(text, list.range);
    qemuHoverAt(snapshot, position);
    qemuSymbols(snapshot);
    qemuSignatureAt(snapshot, position);
    qemuSemanticTokens(snapshot);
    for (const { startLine, endLine } of qemuFoldingRanges(snapshot))
      assert.ok(0 <= startLine && startLine < endLine && endLine < text.lineCount);
  }
});
