import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { VOCABULARY, vocabularyChild, vocabularyName } from '../../../server/src/model/libvirt/vocabulary';
import type { VocabularyElement } from '../../../server/src/model/libvirt/vocabulary-element';
import { readXml } from '../../../server/src/syntax/xml/read-xml';
import type { XmlElement } from '../../../server/src/syntax/xml/xml-tree';
import { TextLines } from '../../../server/src/text/text-lines';
import { wordText } from '../../../server/src/text/word';

/** Every element of the vocabulary, with the names of those around it. */
function everyElement(): (readonly [string, VocabularyElement])[] {
  const found: (readonly [string, VocabularyElement])[] = [];
  const walk = (path: string, entry: VocabularyElement): void => {
    found.push([path, entry]);
    for (const child of entry.children) walk(`${path}/${child.name}`, child);
  };
  walk('domain', VOCABULARY);
  return found;
}

test('every name is there once, and something is said about it', () => {
  const all = everyElement();
  assert.ok(all.length > 90);
  for (const [path, { children, attributes, alsoKnown, summary }] of all) {
    const names = [...children.map(({ name }) => name), ...alsoKnown];
    assert.equal(new Set(names).size, names.length, path);
    assert.equal(new Set(attributes.map(({ name }) => name)).size, attributes.length, path);
    for (const text of [summary, ...attributes.map((attribute) => attribute.summary)])
      assert.match(text, /\.(?:\*\*)?$/, path);
  }
});

test('elements of one name stand where libvirt has them', () => {
  const paths = everyElement().map(([path]) => path);
  for (const path of [
    'domain/memory',
    'domain/numatune/memory',
    'domain/devices/memory',
    'domain/devices/memory/target/label/size',
    'domain/cpu/numa/cell/cache/size',
    'domain/cpu/numa/interconnects/bandwidth',
    'domain/qemu:commandline/qemu:arg',
  ])
    assert.ok(paths.includes(path), path);
});

test('what real domains have in elements that are completely known, and the words of their attributes', () => {
  const directory = new URL('../../fixtures/quiet/libvirt/', import.meta.url);
  let checked = 0;
  const check = (file: string, element: XmlElement, entry: VocabularyElement): void => {
    for (const { name, value } of element.attributes) {
      const known = entry.attributes.find((attribute) => attribute.name === name);
      if (entry.closed && !name.startsWith('xmlns')) assert.ok(known, `${file}: ${name} of <${element.name}>`);
      const text = wordText(value);
      if (entry.closed && known && typeof known.value !== 'string' && text !== undefined)
        assert.ok(
          known.value.some((word) => word.name === text),
          `${file}: ${name}='${text}'`,
        );
      checked += 1;
    }
    for (const child of element.children) {
      const known = vocabularyChild(entry, child);
      const name = vocabularyName(child);
      if (known) check(file, child, known);
      else if (entry.closed)
        assert.ok(name && entry.alsoKnown.includes(name), `${file}: <${name}> in <${element.name}>`);
    }
  };
  for (const file of readdirSync(directory)) {
    const { roots } = readXml(TextLines.of(readFileSync(new URL(file, directory), 'utf8')));
    for (const root of roots) if (root.name === 'domain') check(file, root, VOCABULARY);
  }
  assert.ok(checked > 500, `${checked}`);
});
