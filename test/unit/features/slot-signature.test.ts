import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slotSignatureAt } from '../../../server/src/features/slot-signature';
import { marked } from './support';

function help(text: string): { label: string | undefined; active: string | undefined; about: string | undefined } {
  const { snapshot, position } = marked(text);
  const shown = slotSignatureAt(snapshot, position);
  const signature = shown?.signatures[0];
  const parameter = shown?.active === undefined ? undefined : signature?.parameters[shown.active];
  return {
    label: signature?.label,
    active: parameter && signature!.label.slice(parameter.start, parameter.end),
    about: parameter?.documentation,
  };
}

test('the fields of a slot, and the one that is being written', () => {
  const { label, active, about } = help('Slot#1(ram): gpa=4G, size=|');
  assert.match(
    label!,
    /^Slot#N\(NAME\): gpa=NUMBER, size=NUMBER \[ua=NUMBER\] \[offset=NUMBER\] \[flags=FLAG\\?\|FLAG\]/,
  );
  assert.equal(active, 'size=NUMBER');
  assert.ok(about && about.length > 20);
  assert.equal(help('Slot#1: gpa=4G, of|').active, 'offset=NUMBER');
  assert.equal(help('Slot#1: gpa=4G, user|space_addr=0x1000').active, 'ua=NUMBER', 'by its other name');
  assert.equal(help('Slot#1: gpa=4G, size=total-|').active, 'size=NUMBER');
  assert.equal(help('Slot#1: gpa=4G, |').active, undefined);
  assert.ok(help('Slot#1: gpa=4G, |').label);
});

test('backings, hosts and attributes', () => {
  const backing = help('backing ram type=|');
  assert.match(backing.label!, /^backing NAME \[type=anon\|file\|memfd\|guest_memfd\]/);
  assert.equal(backing.active, '[type=anon|file|memfd|guest_memfd]'.slice(1, -1));
  assert.equal(help('backing ram page=|').active?.startsWith('page=thp|'), true);
  assert.equal(help('host ker|').active, 'kernel=VERSION');
  assert.match(help('shared gpa=|').label!, /^shared gpa=NUMBER, size=NUMBER$/);
});

test('nothing in names, comments, expressions of let, and trace lines', () => {
  for (const text of [
    'Slot#1(ra|m): gpa=0',
    'Slot#1: gpa=0 # size=|',
    'let x = |',
    'rule |',
    '|',
    'kvm_set_user_memory AddrSpace#0 Slot#3 flags=|0x4 gpa=0x0 size=0x1000 ua=0x0 ret=0',
  ]) {
    assert.equal(help(text).label, undefined, text);
  }
});
