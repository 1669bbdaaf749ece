import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readXml } from '../../server/src/syntax/xml/read-xml';
import { TextLines } from '../../server/src/text/text-lines';
import { readVectors, type XmlCase } from './read-vectors';

/**
 * Where the verdict differs for a reason. The entity may be declared in a file, which is not read: it may be right. libxml2
 * does not read the file either; it refuses the reference here, but not where the file is that of the document type.
 */
const SENSIBLE = ['<!DOCTYPE a [<!ENTITY % p SYSTEM "p.ent">%p;]><a>&d;</a>'];

test('libxml2 2.9.14: what is well-formed XML', () => {
  const vectors = readVectors<XmlCase>('xml-well-formed.jsonl');
  const differing: string[] = [];
  const differences: string[] = [];
  for (const { xml, wellFormed, error } of vectors) {
    const { problems } = readXml(TextLines.of(xml));
    if ((problems.length === 0) === wellFormed) continue;
    differing.push(xml);
    const here = problems.map(({ message }) => message).join(' ') || 'no problem';
    if (!SENSIBLE.includes(xml))
      differences.push(`${JSON.stringify(xml.slice(0, 200))}\n  libxml2: ${error ?? 'well-formed'}\n  here: ${here}`);
  }
  console.log(`libxml2 2.9.14: verdict ${vectors.length - differing.length}/${vectors.length}`);
  for (const difference of differences) console.log(difference);
  assert.deepEqual(differing, SENSIBLE);
});
