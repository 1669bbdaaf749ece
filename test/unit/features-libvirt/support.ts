import assert from 'node:assert/strict';
import { createLibvirtSnapshot, type LibvirtSnapshot } from '../../../server/src/features/libvirt/libvirt-snapshot';
import { readSettings } from '../../../server/src/features/settings';
import { type Position, type Range, TextLines } from '../../../server/src/text/text-lines';

/** The snapshot of a text in which `¦` marks the position, and the position. */
export function marked(
  text: string,
  settings: object = {},
): { snapshot: LibvirtSnapshot; position: Position; text: string } {
  const at = text.indexOf('¦');
  assert.ok(at >= 0, 'a position is marked');
  const before = text.slice(0, at).split('\n');
  const plain = text.slice(0, at) + text.slice(at + 1);
  const snapshot = createLibvirtSnapshot(TextLines.of(plain), readSettings(settings));
  return { snapshot, position: { line: before.length - 1, character: before.at(-1)!.length }, text: plain };
}

/** What stands in a range of a text that does not go beyond a line. */
export function textIn(text: string, { start, end }: Range): string {
  assert.equal(start.line, end.line);
  return text.split('\n')[start.line]!.slice(start.character, end.character);
}

/** A domain of x86 with 4 vCPUs, and this in it. */
export function domain(inside: string): string {
  return `<domain type='kvm'>
  <name>guest</name>
  <vcpu>4</vcpu>
  <os><type arch='x86_64' machine='pc-q35-9.0'>hvm</type></os>
  <features><acpi/></features>
${inside}
</domain>
`;
}

/** Two cells of 2 GiB. */
export const CELLS = `<cpu mode='host-passthrough'>
  <numa>
    <cell id='0' cpus='0-1' memory='2' unit='GiB'/>
    <cell id='1' cpus='2-3' memory='2' unit='GiB'/>
  </numa>
</cpu>`;
