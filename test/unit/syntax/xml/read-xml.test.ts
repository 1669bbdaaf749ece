import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readXml } from '../../../../server/src/syntax/xml/read-xml';
import { attributeOf, childrenOf, type XmlDocument, type XmlElement } from '../../../../server/src/syntax/xml/xml-tree';
import { spanText } from '../../../../server/src/text/span';
import { TextLines } from '../../../../server/src/text/text-lines';
import { type Word, wordText } from '../../../../server/src/text/word';

function read(text: string): XmlDocument {
  return readXml(TextLines.of(text));
}

/** A word with `?` for what is not known. */
function show(word: Word): string {
  return word.pieces.map(({ text }) => text ?? '?').join('');
}

/** An element in one line: attributes, text without the blanks around it, children. */
function outline(element: XmlElement): string {
  const attributes = element.attributes.map(({ name, value }) => ` ${name}=${show(value)}`).join('');
  const text = show(element.text).trim();
  const children = element.children.map(outline);
  return `${element.name}${attributes}(${[text, ...children].filter((part) => part !== '').join(' ')})`;
}

function outlineOf(text: string): string {
  return read(text).roots.map(outline).join(' ');
}

/** Every problem with the text that it stands at. */
function problemsOf(text: string): string[] {
  return read(text).problems.map(({ span, message }) => `${spanText(span)}: ${message}`);
}

test('elements, attributes and text stand where they are written', () => {
  const [root] = read(`<?xml version='1.0'?>\n<domain  type = 'kvm' >\n <name>vm</name><vcpu/>\n</domain >`).roots;
  assert.equal(root!.name, 'domain');
  assert.equal(spanText(root!.nameSpan), 'domain');
  assert.equal(spanText(root!.startTag), `<domain  type = 'kvm' >`);
  assert.equal(spanText(root!.endTag!), '</domain >');
  assert.equal(spanText(root!.text.span), '\n <name>vm</name><vcpu/>\n');
  const type = attributeOf(root!, 'type')!;
  assert.deepEqual([type.span, type.nameSpan, type.value.span].map(spanText), [`type = 'kvm'`, 'type', 'kvm']);
  const [name, vcpu] = root!.children;
  assert.equal(spanText(name!.span), '<name>vm</name>');
  assert.equal(spanText(name!.text.span), 'vm');
  assert.equal(spanText(vcpu!.span), '<vcpu/>');
  assert.equal(vcpu!.endTag, undefined);
  assert.deepEqual(childrenOf(root!, 'vcpu'), [vcpu]);
  assert.equal(root!.children, root!.children);
});

test('references, CDATA and line ends are resolved, each where it stands', () => {
  const [root] = read('<a b="x\t&lt;\r\n&#10;">1&amp;2<!-- no -->3<![CDATA[<4>&amp;]]>\r\n&#x35;</a>').roots;
  assert.equal(wordText(root!.text), '1&23<4>&amp;\n5');
  assert.equal(wordText(attributeOf(root!, 'b')!.value), 'x < \n');
  for (const { text, span, literal } of root!.text.pieces) if (literal) assert.equal(spanText(span), text);
  assert.deepEqual(
    root!.text.pieces.filter(({ literal }) => !literal).map(({ text, span }) => [text, spanText(span)]),
    [
      ['&', '&amp;'],
      ['\n', '\r\n'],
      ['5', '&#x35;'],
    ],
  );
});

test('entities are never expanded', () => {
  const levels = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('\n');
  const text = `<!DOCTYPE a [<!ENTITY l0 "lol">\n${levels}]>\n<a b="&l9;">&l9;</a>`;
  const document = read(text);
  assert.deepEqual(document.problems, []);
  assert.equal(outline(document.roots[0]!), 'a b=?(?)');
  assert.deepEqual(problemsOf('<a>&mem;</a>'), [
    '&mem;: There is no entity mem: XML knows &lt; &gt; &amp; &apos; &quot;, and no document type declares others here.',
  ]);
});

test('prefixes stand for the namespaces that are declared around them', () => {
  const [root] = read(
    `<d xmlns='u:d' xmlns:q='u:q'><q:a><b xmlns=''/><b/></q:a><c xmlns:q='u:r'><q:a/></c><q:a/><p:a/></d>`,
  ).roots;
  const seen: string[] = [];
  const waiting: XmlElement[] = [root!];
  for (let element = waiting.pop(); element; element = waiting.pop()) {
    seen.push(`${element.localName} ${element.namespace}`);
    waiting.push(...element.children.toReversed());
  }
  assert.deepEqual(seen, ['d u:d', 'a u:q', 'b ', 'b u:d', 'c u:d', 'a u:r', 'a u:q', 'a ']);
});

test('comments are listed, instructions and document types passed over', () => {
  const document = read('<!-- 1 --><!DOCTYPE a><a><?p <x> ?><b/><!-- <c/> --></a>');
  assert.deepEqual(document.comments.map(spanText), ['<!-- 1 -->', '<!-- <c/> -->']);
  assert.equal(document.roots.map(outline).join(), 'a(b())');
  assert.deepEqual(document.problems, []);
});

test('what a template fills in is not known', () => {
  assert.equal(outlineOf(`<a b='{{ x["y"] }}G' c="<%= x > 1 %>">{{ 1 < 2 }}</a>`), 'a b=?G c=?(?)');
  assert.equal(outlineOf(`<a b="\${x}" c="1@SIZE@">\${a} @B@ $c @d@ {{ \${</a>`), 'a b=? c=1?(? ? $c @d@ {{ ${)');
  assert.equal(outlineOf('<a b={{ x }} {{ y }}/>'), 'a b=?()');
  assert.equal(outlineOf('<a><![CDATA[{{ x }} & <%= y %>]]></a>'), 'a(? & ?)');
  for (const text of [`<a b='{{ x }}'>{{ y }}</a>`, '<a>{# if #}<%# if %>{% set x = 1 %}</a>']) {
    assert.deepEqual(problemsOf(text), []);
    assert.equal(read(text).templated, false);
  }
});

test('statements of a template decide', () => {
  for (const text of [
    '{% if x %}\n<a/>\n{% endif %}',
    '<a><% if x < 1 %><b/><% end %></a>',
    '<a>{%- for b in c %}<b/>{% endfor %}</a>',
    '<a>{{- range .x }}<b/>{{ end }}</a>',
    '<a {% if x %}b="c"{% endif %}/>',
  ]) {
    assert.equal(read(text).templated, true, text);
    assert.deepEqual(problemsOf(text), [], text);
  }
  // Otherwise 1 and 2 would be read as 12.
  assert.equal(outlineOf('<a>{% if x %}1{% else %}2{% endif %}</a>'), 'a(?1?2?)');
});

test('a value goes as far as it is written, whatever end tag is missing', () => {
  const after = 'd(memory(1024) vcpu(2))';
  for (const memory of ['<memory>1024', '<memory>1024</memory', '<memory>1024</memroy>', '<memory>1024</memory x>']) {
    const text = `<d>\n ${memory}\n <vcpu>2</vcpu>\n</d>`;
    assert.equal(outlineOf(text), after, memory);
    assert.equal(read(text).problems.length, 1, memory);
  }
  assert.equal(outlineOf('<d><devices><disk/><memory model="dimm"/></d>'), 'd(devices(disk() memory model=dimm()))');
});

test('a tag that breaks off keeps the attributes read so far', () => {
  assert.equal(outlineOf('<d>\n <memory unit="KiB" \n <vcpu>2</vcpu>\n</d>'), 'd(memory unit=KiB() vcpu(2))');
  assert.equal(outlineOf('<d>\n <mem\n <vcpu>2</vcpu>\n</d>'), 'd(mem() vcpu(2))');
  assert.equal(outlineOf('<devices\n <disk/>\n</devices>'), 'devices(disk())');
  assert.equal(outlineOf('<d><m unit=</d>'), 'd(m unit=?())');
  assert.equal(outlineOf('<d><m unit= size="1"/></d>'), 'd(m unit=? size=1())');
  assert.equal(outlineOf('<d><m unit/></d>'), 'd(m unit=?())');
  assert.equal(outlineOf('<d><m unit=KiB/></d>'), 'd(m unit=KiB())');
});

test('an open quote ends with its tag or its line', () => {
  assert.equal(outlineOf('<d><m unit="KiB>1</m></d>'), 'd(m unit=KiB(1))');
  assert.equal(outlineOf('<d><m unit="KiB/></d>'), 'd(m unit=KiB())');
  assert.equal(outlineOf('<d>\n <m unit="KiB\n <v>2</v>\n</d>'), 'd(m unit=KiB() v(2))');
  assert.equal(outlineOf('<m unit="KiB\n  size="1">2</m>'), 'm unit=KiB size=1(2)');
  assert.equal(outlineOf('<m title="1 > 0\n  and so on">2</m>'), 'm title=1 > 0   and so on(2)');
});

test('a problem stands where it is repaired, and says how', () => {
  assert.deepEqual(problemsOf('<d><a><b></d>'), [
    'a: <a> is never closed: an end tag </a> is missing in front of </d>.',
    'b: <b> is never closed: an end tag </b> is missing in front of </d>.',
  ]);
  assert.deepEqual(problemsOf('<d>\n</b><c/></d>'), [
    '</b>: There is no open element b that this end tag could close. Remove it.',
  ]);
  assert.deepEqual(problemsOf('<a b="1" c=\'2\' b="3"/>'), [
    'b: The attribute b was given before in this tag. Remove one of them.',
  ]);
  const many = Array.from({ length: 20 }, (_, i) => `a${i}="1"`).join(' ');
  assert.equal(problemsOf(`<a ${many} a3="2"/>`).length, 1);
  assert.equal(problemsOf(`<a ${many}/>`).length, 0);
});

test('suggestions repair', () => {
  for (const [broken, repaired] of [
    ['<a>R&D</a>', '<a>R&amp;D</a>'],
    ['<a>a & b</a>', '<a>a &amp; b</a>'],
    ['<a>a &lt b</a>', '<a>a &lt; b</a>'],
    ['<a>a < b</a>', '<a>a &lt; b</a>'],
    ['<a b="1 < 2"/>', '<a b="1 &lt; 2"/>'],
    ['<a>]]></a>', '<a>]]&gt;</a>'],
    ['<a>1</b>', '<a>1</a>'],
    ['<a b=c/>', "<a b='c'/>"],
    ['<a b="c>d</a>', '<a b="c">d</a>'],
    ['<a>\0\u0001</a>', '<a></a>'],
    ['<a></a x>', '<a></a>'],
    ['<?xml encoding="x"?><a/>', "<?xml version='1.0' encoding='UTF-8'?><a/>"],
  ] as const) {
    const [problem, ...others] = read(broken).problems;
    assert.deepEqual(others, [], broken);
    const { start, end } = problem!.span;
    assert.equal(broken.slice(0, start) + problem!.suggestions![0] + broken.slice(end), repaired);
    assert.deepEqual(problemsOf(repaired), []);
  }
});

test('further roots are told from other mistakes', () => {
  const { problems, roots } = read('<memory/>\n<vcpu/>\n<os/>\n&');
  assert.deepEqual(
    problems.map(({ code, span }) => [code, spanText(span)]),
    [
      ['xml-extra-root', '<vcpu/>'],
      ['xml-extra-root', '<os/>'],
      ['xml-not-well-formed', '&'],
    ],
  );
  assert.equal(roots.length, 3);
});

test('libxml2 has a deepest nesting', () => {
  assert.deepEqual(problemsOf('<a>'.repeat(257) + '</a>'.repeat(257)), []);
  assert.equal(problemsOf('<a>'.repeat(300) + '</a>'.repeat(300)).length, 1);
});
