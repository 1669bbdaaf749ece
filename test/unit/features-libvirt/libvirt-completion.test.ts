import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompletionItem } from '../../../server/src/features/completion/completion-item';
import { libvirtCompletionsAt } from '../../../server/src/features/libvirt/libvirt-completion';
import { CELLS, domain, marked, textIn } from './support';

function items(
  text: string,
  trigger?: string,
  settings?: object,
): { replaced: string; items: readonly CompletionItem[] } {
  const { snapshot, position, text: plain } = marked(text, settings);
  const list = libvirtCompletionsAt(snapshot, position, trigger);
  return list ? { replaced: textIn(plain, list.range), items: list.items } : { replaced: '', items: [] };
}

function labels(text: string, trigger?: string, settings?: object): string[] {
  return items(text, trigger, settings).items.map(({ label }) => label);
}

const backing = (inside: string): string =>
  domain(`<memory unit='GiB'>4</memory>\n<memoryBacking>${inside}</memoryBacking>`);

test('elements in an element, without those that are there', () => {
  assert.deepEqual(labels(backing('\n<locked/>\n<¦\n'), '<'), [
    'hugepages',
    'nosharepages',
    'source',
    'access',
    'allocation',
    'discard',
  ]);
  // Of these there can be several.
  assert.deepEqual(labels(domain(CELLS.replace('</numa>', '<¦</numa>')), '<'), ['cell', 'interconnects']);
  const found = items(backing('\n  <hu¦\n'));
  assert.equal(found.replaced, 'hu');
  assert.equal(found.items[0]!.insert, 'hugepages');
});

test('elements are written whole where the editor knows templates', () => {
  const snippets = new Map(items(domain('<¦'), '<').items.map(({ label, snippet }) => [label, snippet]));
  assert.equal(snippets.get('memory'), `memory unit='\${1|GiB,MiB,KiB|}'>\${2}</memory>`);
  assert.equal(snippets.get('maxMemory'), `maxMemory unit='\${1|GiB,MiB,KiB|}' slots='\${2}'>\${3}</maxMemory>`);
  assert.equal(snippets.get('memoryBacking'), 'memoryBacking>\n\t$0\n</memoryBacking>');
  assert.equal(items(backing('<¦'), '<').items.find(({ label }) => label === 'locked')!.snippet, 'locked/>');
  assert.equal(
    items(backing('<¦'), '<').items.find(({ label }) => label === 'source')!.snippet,
    `source type='\${1|anonymous,file,memfd|}'/>`,
  );
  const cell = items(domain(CELLS.replace('</numa>', '\n¦\n</numa>'))).items[0]!;
  assert.equal(cell.insert, '<cell');
  assert.match(cell.snippet!, /^<cell id='\$\{1:2\}' cpus='\$\{2\}' memory='\$\{3\}' unit=/);
  const device = items(domain('<devices><¦</devices>')).items.find(({ label }) => label === 'memory')!;
  assert.equal(
    device.snippet,
    `memory model='\${1|dimm,nvdimm,virtio-mem,virtio-pmem,sgx-epc|}'>\n\t<target>\n\t\t<size unit='\${2|GiB,MiB,KiB|}'>\${3}</size>\n\t</target>\n\t$0\n</memory>`,
  );
});

test('the name of a tag that is there is replaced, and nothing of the tag repeated', () => {
  const found = items(backing("<sou¦rce type='memfd'/>"));
  assert.equal(found.replaced, 'source');
  assert.ok(found.items.every(({ snippet }) => snippet === undefined));
});

test('where nothing stands yet, elements with their <', () => {
  assert.ok(items(backing('\n  ¦\n')).items.every(({ insert }) => insert!.startsWith('<')));
  assert.ok(labels(backing('¦')).includes('hugepages'));
  // Nothing pops up of itself.
  for (const trigger of [' ', '=', "'", ',']) assert.deepEqual(labels(backing('\n  ¦\n'), trigger), []);
});

test('elements of a memory device by its model', () => {
  const device = (model: string): string[] =>
    labels(domain(`<devices><memory model='${model}'><target><¦</target></memory></devices>`));
  assert.deepEqual(device('dimm'), ['size', 'node']);
  assert.deepEqual(device('virtio-mem'), ['size', 'node', 'block', 'requested', 'current', 'address']);
  assert.deepEqual(device('virtio-pmem'), ['size', 'address']);
  assert.ok(labels(domain('<devices><memory><target><¦</target></memory></devices>')).includes('label'));
});

test('attributes, those first that must be there', () => {
  assert.deepEqual(labels(backing('<hugepages><page ¦/></hugepages>'), ' '), ['size', 'unit', 'nodeset']);
  assert.deepEqual(labels(backing("<hugepages><page unit='M' ¦ nodeset='0'/></hugepages>"), ' '), ['size']);
  assert.deepEqual(labels(backing('\n<hugepages>\n<page ¦\n</hugepages>\n<locked/>'), ' '), [
    'size',
    'unit',
    'nodeset',
  ]);
  const [mode] = items(backing('<access ¦/>')).items;
  assert.equal(mode!.snippet, `mode='\${1|shared,private|}'$0`);
  assert.equal(items(backing('<access mo¦de="shared"/>')).replaced, 'mode');
  assert.equal(items(backing('<access mo¦="shared"/>')).items[0]!.snippet, undefined);
});

test('values: words, units, cells, pages and machines', () => {
  assert.deepEqual(labels(backing("<source type='¦'/>"), "'"), ['anonymous', 'file', 'memfd']);
  assert.equal(items(backing("<source type='mem¦fd'/>")).replaced, 'memfd');
  assert.deepEqual(labels(domain("<memory unit='¦'>4</memory>")), ['GiB', 'MiB', 'KiB', 'TiB', 'bytes']);
  const cells = (text: string) => labels(domain(`${CELLS}${text}`));
  assert.deepEqual(cells("<numatune><memnode cellid='¦'/></numatune>"), ['0', '1']);
  assert.deepEqual(
    cells("<memoryBacking><hugepages><page size='1' unit='G' nodeset='0,¦'/></hugepages></memoryBacking>"),
    ['0', '1', '0-1'],
  );
  assert.deepEqual(cells("<devices><memory model='dimm'><target><node>¦</node></target></memory></devices>"), [
    '0',
    '1',
  ]);
  assert.deepEqual(labels(backing("<hugepages><page size='¦' unit='M'/></hugepages>")), ['2', '1024']);
  assert.deepEqual(labels(backing("<hugepages><page size='¦' unit='G'/></hugepages>")), ['1']);
  assert.deepEqual(labels("<domain type='kvm'><os><type arch='aarch64' machine='¦'>hvm</type></os></domain>"), [
    'virt',
  ]);
  assert.deepEqual(labels("<domain type='kvm'><os><type arch='x86_64' machine='q¦'>hvm</type></os></domain>"), [
    'q35',
    'pc',
    'microvm',
  ]);
  assert.ok(labels("<domain type='¦'/>", "'").includes('kvm'));
});

test('nodes of the host where it is known', () => {
  const numatune = domain("<memory unit='GiB'>4</memory><numatune><memory mode='strict' nodeset='¦'/></numatune>");
  assert.deepEqual(labels(numatune), []);
  const host = { version: 1, numaNodes: [{ id: 0 }, { id: 1 }] };
  assert.deepEqual(labels(numatune, undefined, { host }), ['0', '1']);
});

test('behind a = a value with its quotes', () => {
  assert.deepEqual(
    items(backing('<access mode=¦/>'), '=').items.map(({ insert }) => insert),
    ["'shared'", "'private'"],
  );
});

test('in elements that are not known, in texts, comments and end tags there is nothing', () => {
  for (const text of [
    '<metadata><¦</metadata>',
    '<devices><video><¦</video></devices>',
    '<devices><video ¦/></devices>',
    '<description>a ¦</description>',
    '<description>¦</description>',
    "<memory unit='GiB'>4¦</memory>",
    '<!-- <¦ -->',
    '<memoryBacking></¦',
    '<memoryBacking></mem¦oryBacking>',
    "<memoryBacking><source type='memfd'¦/></memoryBacking>",
    'word ¦',
  ])
    assert.deepEqual(labels(domain(text)), [], text);
  assert.deepEqual(labels("<domain type='xen'><¦</domain>"), []);
  assert.deepEqual(labels('<project><memoryBacking2><¦</memoryBacking2></project>'), []);
});

test('in a fragment', () => {
  assert.ok(labels('<memoryBacking>\n  <¦\n</memoryBacking>\n', '<').includes('hugepages'));
  assert.deepEqual(labels("<memory model='virtio-mem'><target><block unit='¦'/></target></memory>")[0], 'GiB');
});
