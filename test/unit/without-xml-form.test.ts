import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutXmlForm } from '../../client/src/without-xml-form';
import { readSettings } from '../../server/src/features/settings';

test('where another extension says what is no well-formed XML, it is not said twice', () => {
  for (const settings of [null, {}, { rules: null }, { rules: {}, kernel: '6.12' }])
    assert.equal(readSettings(withoutXmlForm(settings)).severities.get('xml-not-well-formed'), 'off');
  const kept = withoutXmlForm({ kernel: '6.12', rules: { 'libvirt-value': 'hint' } });
  assert.deepEqual(kept, { kernel: '6.12', rules: { 'xml-not-well-formed': 'off', 'libvirt-value': 'hint' } });
});

test('unless somebody asked for it', () => {
  const settings = withoutXmlForm({ rules: { 'xml-not-well-formed': 'warning' } });
  assert.equal(readSettings(settings).severities.get('xml-not-well-formed'), 'warning');
});
