import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandLineAt } from '../../../server/src/features/libvirt/command-line-at';
import { createLibvirtSnapshot } from '../../../server/src/features/libvirt/libvirt-snapshot';
import { readSettings } from '../../../server/src/features/settings';
import { exampleDomain } from '../../../server/src/rules/libvirt/example-domain';
import { TextLines } from '../../../server/src/text/text-lines';

function at(text: string, line = 0, settings: object = {}): string | undefined {
  return commandLineAt(createLibvirtSnapshot(TextLines.of(text), readSettings(settings)), { line, character: 0 });
}

const DOMAIN = exampleDomain({});

test('it is that of the domain at the cursor, and outside of all of them that of the first', () => {
  const second = exampleDomain({ memory: "<memory unit='GiB'>3</memory>" });
  const text = `<!-- two -->\n${DOMAIN}${second}`;
  const lines = text.split('\n').length;
  assert.match(at(text, 0)!, /-m size=2097152k/);
  assert.match(at(text, 3)!, /-m size=2097152k/);
  assert.match(at(text, DOMAIN.split('\n').length + 2)!, /-m size=3145728k/);
  assert.match(at(text, lines + 10)!, /-m size=\d+k/);
});

test('it says of which libvirt it is', () => {
  assert.match(
    at(DOMAIN)!,
    /^# The memory part .* libvirt 11\.3 starts QEMU with\.\n\/usr\/bin\/qemu-system-x86_64 \\\n/,
  );
  assert.match(at(DOMAIN, 0, { libvirt: '9.0' })!, /^# .* libvirt 9\.0 .*\n[^#]*-m 2048 \\\n/);
});

test('a domain that libvirt refuses has the reason above it, in one line', () => {
  const [, reason, program] = at(DOMAIN.replace("'GiB'", "'GB '"))!.split('\n');
  assert.match(reason!, /^# libvirt refuses this domain as it is: .+/);
  assert.match(program!, /^\/usr\/bin/);
  assert.match(at(DOMAIN.replace('</name>', ''))!, /\n# libvirt refuses this domain as it is: /);
});

test('what a template leaves open is not known, and is nobody’s mistake', () => {
  const text = at(DOMAIN.replace('>2<', '>{{ gib }}<'))!;
  assert.match(text, /-m 'size=\?' \\\n/);
  assert.match(text, /"size":null/);
  assert.doesNotMatch(text, /refuses/);
});

test('what is no domain has no command line', () => {
  for (const text of ['', '<memoryBacking/>', '<project/>', 'memory']) assert.equal(at(text), undefined);
});

test('a word that a shell would take apart is quoted', () => {
  const odd = DOMAIN.replace('/usr/bin/qemu-system-x86_64', "/opt/it's here/$(qemu)");
  assert.match(at(odd)!, /\n'\/opt\/it'\\''s here\/\$\(qemu\)' \\\n/);
});
