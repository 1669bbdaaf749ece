import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Analysis, createAnalysis, type DocumentKind } from '../../../server/src/features/analysis';
import { documentLinks } from '../../../server/src/features/document-links';
import { featuresOf } from '../../../server/src/features/features-of';
import { inlayHintsIn } from '../../../server/src/features/inlay-hints';
import { summaryText } from '../../../server/src/features/machine-spots';
import { DEFAULT_SETTINGS } from '../../../server/src/features/settings';
import { unitActions } from '../../../server/src/features/unit-actions';
import { flatSymbols } from '../../../server/src/features/workspace-symbols';
import { comparePositions } from '../../../server/src/text/compare-positions';
import { type Position, type Range, TextLines } from '../../../server/src/text/text-lines';

/** A text of each kind with something for every feature. */
const TEXTS: Readonly<Record<DocumentKind, string>> = {
  memslots: `host arch=x86_64 kernel=6.18
let a = 2M # memslot: ignore unused-let
backing ram type=memfd page=2M size=8G
rule exact
machine one
Slot#1(low): gpa=0, size=a*4, offset=0, backing=ram, flags=readonly
Slot#22: gpa=4G, size=4096 backing=ram // note
private gpa=0 size=1M
`,
  log: '1@2.3:kvm_set_user_memory AddrSpace#0 Slot#0 flags=0x4 gpa=0x0 size=0x80000000 ua=0x7f0000000000 ret=0\nother\n',
  shell: `MEM=4096
args=(-object memory-backend-file,id=b,size=1073741824,mem-path=/ram) # memslot: ignore duplicate-id
qemu-system-x86_64 -M q35 -m $MEM,slots=2,maxmem=16G "\${args[@]}" \\
  -device pc-dimm,memdev=b,id=d -readconfig vm.cfg -numa node,mem=512
cloud-hypervisor --memory size=0 --memory-zone id=a,size=\${MEM}M id=b,size=2G,hugepages=on,hugepage_size=1G
`,
  args: '-m\n4G\n-object\nmemory-backend-ram,id=a,size=1024\n-mem-path\n/x\n',
  readconfig:
    '# c\n[memory]\n  size = "512"\n[object "a"]\n  qom-type = "memory-backend-file"\n  size = "1G"\n  mem-path = "/r"\n',
  qmp: '{"execute": "object-add", "arguments": {"qom-type": "memory-backend-ram", "id": "a", "size": 1024}}\n',
  hmp: '(qemu) object_add memory-backend-ram,id=a,size=1024\ndevice_add pc-dimm,id=d,memdev=a\n',
  libvirt: `<domain type='kvm'>
  <!-- memslot: ignore decimal-unit -->
  <memory>8388608</memory>
  <maxMemory slots='4' unit='GiB'>16</maxMemory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <cpu><numa><cell id='0' cpus='0' memory='4' unit='GB'/></numa></cpu>
  <devices>
    <memory model='nvdimm'><source><path>/nv</path></source><target><size>1048576</size><node>0</node></target></memory>
  </devices>
</domain>
`,
  'cloud-hypervisor':
    '{"cpus": {"boot_vcpus": 2, "max_vcpus": 2}, "memory": {"size": 0, "zones": [{"id": "a", "size": 536870912}, {"id": "b", "size": 4294967296, "hugepages": true, "hugepage_size": 1073741824}]}}\n',
  c: `#define MEM_SIZE (512 << 20)
int main(void)
{
	struct kvm_userspace_memory_region region = {
		.slot = 0, // memslot: ignore slot-id-range
		.guest_phys_addr = 0x1000,
		.memory_size = MEM_SIZE + 1,
		.userspace_addr = (unsigned long)mem,
	};
	if (ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region) < 0)
		err(1, "KVM_SET_USER_MEMORY_REGION");
}
`,
  rust: `const SIZE: u64 = 2 << 20;
fn main() {
    let mut region = kvm_userspace_memory_region { slot: 1, memory_size: SIZE, ..Default::default() };
    region.guest_phys_addr = 0x1_0100; // note
    unsafe { vm.set_user_memory_region(region)? };
}
`,
  firecracker: '{"machine-config": {"vcpu_count": 2, "mem_size_mib": 1024, "huge_pages": "2M"}}\n',
  proxmox: `# memslot: ignore proxmox-balloon
balloon: 9000
memory: 8192
numa: 1
sockets: 2
hugepages: 1024
args: -object "memory-backend-file,id=m,size=1G,mem-path=/dev/hugepages" -device pc-dimm,memdev=m
hotplug: disk,memory
[old]
memory: 2048
`,
  kubevirt: `# memslot: ignore kubevirt-decimal-unit
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: one}
spec:
  template:
    spec:
      domain:
        memory:
          guest: "8191Mi" # one too few
          hugepages:
            pageSize: 2Mi
        resources: {requests: {memory: 8G}}
`,
};

/** Asks for everything that can be asked; every range of an answer lies in the text. */
function askAll(analysis: Analysis, position: Position): number {
  const { text } = analysis;
  let answers = 0;
  const within = (ranges: readonly Range[]) => {
    for (const { start, end } of ranges) {
      answers++;
      assert.deepEqual(text.clamp(start), start);
      assert.deepEqual(text.clamp(end), end);
      assert.ok(comparePositions(start, end) <= 0);
    }
  };
  const at = (places: readonly Position[]) => within(places.map((place) => ({ start: place, end: place })));
  const features = featuresOf(analysis);
  const lines = { start: 0, end: text.lineCount };
  const everywhere = { start: { line: 0, character: 0 }, end: { line: text.lineCount, character: 0 } };
  for (const { position: place, edits } of inlayHintsIn(analysis, lines)) {
    at([place]);
    within((edits ?? []).map(({ range }) => range));
  }
  within(documentLinks(analysis).map(({ range }) => range));
  within(flatSymbols(analysis).map(({ range }) => range));
  within((features.format?.(analysis) ?? []).map(({ range }) => range));
  within((features.format?.(analysis, { start: position.line, end: position.line }) ?? []).map(({ range }) => range));
  within(features.selections?.(analysis, position) ?? []);
  within((features.references?.(analysis, position, []) ?? []).map(({ range }) => range));
  within(
    [
      features.hover?.(analysis, position)?.range,
      features.completion?.at(analysis, position, undefined)?.range,
    ].flatMap((range) => range ?? []),
  );
  for (const { position: place, summary } of features.spots?.(analysis) ?? []) {
    at([place]);
    assert.match(summaryText(summary()), /^[\d,]+ slots?\b/);
  }
  unitActions(analysis, everywhere);
  features.signature?.(analysis, position);
  features.definition?.(analysis, position, []);
  features.rename?.(analysis, position, 'other', []);
  features.tokens?.all(analysis);
  features.folding?.(analysis);
  return answers;
}

for (const [kind, text] of Object.entries(TEXTS) as [DocumentKind, string][]) {
  test(`${kind}: every feature answers, whatever is torn out of the text and put into it`, () => {
    assert.ok(askAll(createAnalysis(TextLines.of(text), kind, DEFAULT_SETTINGS), { line: 0, character: 3 }) > 3);
    const place = fc.nat(text.length);
    const inserted = fc.constantFrom(
      '',
      '"',
      "'",
      '<',
      '>',
      '=',
      ',',
      '\\',
      '\n',
      '\r\n',
      '#',
      '$',
      '{',
      '(',
      '-',
      '\u{1f600}',
      ' ',
      '0',
      '<!--',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat(30), inserted), { maxLength: 4 }), place, (tears, cursor) => {
        let torn = text;
        for (const [from, length, by] of tears) torn = torn.slice(0, from) + by + torn.slice(from + length);
        const lines = TextLines.of(torn);
        const before = TextLines.of(torn.slice(0, cursor)).lines;
        const position = lines.clamp({ line: before.length - 1, character: before.at(-1)!.length });
        askAll(createAnalysis(lines, kind, DEFAULT_SETTINGS), position);
      }),
      { numRuns: 60 },
    );
  });
}
