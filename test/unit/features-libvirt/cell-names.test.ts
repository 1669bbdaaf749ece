import assert from 'node:assert/strict';
import { test } from 'node:test';
import { libvirtDefinitionAt, libvirtReferencesAt } from '../../../server/src/features/libvirt/cell-names';
import { CELLS, domain, marked, textIn } from './support';

const TEXT = domain(`<memory unit='GiB'>4</memory>
<memoryBacking><hugepages><page size='2' unit='M' nodeset='0-1'/></hugepages></memoryBacking>
${CELLS}
<numatune><memnode cellid='1' mode='strict' nodeset='1'/></numatune>
<devices><memory model='dimm'><target><size unit='GiB'>1</size><node>1</node></target></memory></devices>`);

/** The text with a mark behind the first occurrence of a piece of it. */
function at(piece: string): string {
  const end = TEXT.indexOf(piece) + piece.length;
  return `${TEXT.slice(0, end)}¦${TEXT.slice(end)}`;
}

test('a cell is found from everywhere that it is named', () => {
  for (const piece of ["cell id='1", "cellid='1", '<node>1']) {
    const { snapshot, position, text } = marked(at(piece));
    const definition = libvirtDefinitionAt(snapshot, position)!;
    assert.equal(definition.start.line, text.slice(0, text.indexOf("<cell id='1'")).split('\n').length - 1, piece);
    assert.equal(textIn(text, definition), '1');
    assert.deepEqual(
      libvirtReferencesAt(snapshot, position).map(({ range, defines }) => [textIn(text, range), defines]),
      [
        ['0-1', false],
        ['1', true],
        ['1', false],
        ['1', false],
      ],
      piece,
    );
  }
});

test('a run of cells leads to the first one', () => {
  const { snapshot, position, text } = marked(at("nodeset='0-"));
  assert.equal(textIn(text, libvirtDefinitionAt(snapshot, position)!), '0');
  assert.equal(libvirtReferencesAt(snapshot, position).length, 2);
});

test('other numbers name no cell', () => {
  for (const piece of ["mode='strict' nodeset='1", "cpus='0-1", "memory='2", "size='2"]) {
    const { snapshot, position } = marked(at(piece));
    assert.equal(libvirtDefinitionAt(snapshot, position), undefined, piece);
    assert.deepEqual(libvirtReferencesAt(snapshot, position), [], piece);
  }
});
