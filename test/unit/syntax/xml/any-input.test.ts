import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readXml } from '../../../../server/src/syntax/xml/read-xml';
import type { XmlDocument, XmlElement } from '../../../../server/src/syntax/xml/xml-tree';
import type { Span } from '../../../../server/src/text/span';
import { TextLines } from '../../../../server/src/text/text-lines';
import type { Word } from '../../../../server/src/text/word';

/** Looks at all of a document, and checks that everything stands inside what it belongs to, in order. */
function checkDocument(text: string): XmlDocument {
  const document = readXml(TextLines.of(text));
  const whole = { block: document.block, start: 0, end: text.length };
  assert.equal(document.block.text, text);
  checkOrder(document.comments, whole);
  for (const { span } of document.problems) checkInside(span, whole);
  const starts = document.problems.map(({ span }) => span.start);
  assert.deepEqual(
    starts,
    starts.toSorted((a, b) => a - b),
  );
  checkOrder(spansOf(document.roots), whole);
  const waiting = [...document.roots];
  for (let element = waiting.pop(); element; element = waiting.pop()) {
    checkElement(element);
    for (const child of element.children) waiting.push(child);
  }
  return document;
}

function checkElement(element: XmlElement): void {
  const { span, startTag, nameSpan, endTag, attributes, text } = element;
  checkOrder([startTag, text.span, ...(endTag ? [endTag] : [])], span);
  checkOrder([nameSpan, ...spansOf(attributes)], startTag);
  checkOrder(spansOf(element.children), text.span);
  assert.equal(nameSpan.start, startTag.start + 1);
  assert.equal(span.start, startTag.start);
  assert.equal(startTag.end, text.span.start);
  if (endTag) assert.equal(endTag.end, span.end);
  for (const attribute of attributes) {
    checkOrder([attribute.nameSpan, attribute.value.span], attribute.span);
    checkWord(attribute.value);
  }
  checkWord(text);
}

function checkWord({ span, pieces }: Word): void {
  checkOrder(spansOf(pieces), span);
  for (const { text, span, literal } of pieces) {
    if (literal) assert.equal(text, span.block.text.slice(span.start, span.end));
    else assert.ok(text === undefined || span.start < span.end);
  }
}

function spansOf(things: readonly { readonly span: Span }[]): Span[] {
  return things.map(({ span }) => span);
}

function checkInside(inner: Span, outer: Span): void {
  assert.equal(inner.block, outer.block);
  assert.ok(outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end);
}

/** Each stands inside `outer`, and none before the end of the one in front of it. */
function checkOrder(spans: readonly Span[], outer: Span): void {
  let { start } = outer;
  for (const span of spans) {
    checkInside(span, { block: outer.block, start, end: outer.end });
    start = span.end;
  }
}

const ATOMS = [
  ...[
    '<',
    '>',
    '/',
    '=',
    '"',
    "'",
    '&',
    ';',
    '#',
    ' ',
    '\n',
    '\r\n',
    '\t',
    '!',
    '?',
    '-',
    ']',
    '[',
    '%',
    '{',
    '}',
    '$',
  ],
  ...['<a>', '</a>', '<b c="d">', '</b>', '<b/>', '<x:y xmlns:x="u">', '</x:y>', 'text', '&amp;', '&foo;', '&#65;'],
  ...['<!--', '-->', '<![CDATA[', ']]>', '<?', '?>', '<!DOCTYPE', '<!ENTITY', '{{', '}}', '{%', '%}', '{#', '#}'],
  ...['<%', '%>', '<%=', '${', '@A@', '@', '\0', '\ufeff', '\ud83d\ude00', '\ud83d', 'é', '<?xml version="1.0"?>'],
];

const DOMAIN = `<?xml version='1.0'?>
<!-- a machine -->
<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
  <name>{{ name }}</name>
  <memory unit='KiB'>1048576<!-- 1G --></memory>
  {% if huge %}
  <memoryBacking><hugepages><page size="2" unit='M' nodeset='0-1'/></hugepages></memoryBacking>
  {% endif %}
  <description><![CDATA[R&D <1>]]> &lt;x&gt;</description>\r
  <devices>
    <memory model='virtio-mem'><target><size unit='GiB'>\${SIZE}</size></target></memory>
  </devices>
  <qemu:commandline><qemu:arg value='-m &quot;4G&quot;'/></qemu:commandline>
</domain>
`;

test('whatever is read, everything stands where it belongs', () => {
  const text = fc.array(fc.oneof(fc.constantFrom(...ATOMS), fc.string({ maxLength: 3 })), { maxLength: 40 });
  fc.assert(
    fc.property(text, (parts) => void checkDocument(parts.join(''))),
    { seed: 1, numRuns: 3000 },
  );
});

test('every beginning of a domain is read, and every text with a piece cut out', () => {
  assert.deepEqual(checkDocument(DOMAIN).problems, []);
  for (let end = 0; end < DOMAIN.length; end++) {
    checkDocument(DOMAIN.slice(0, end));
    checkDocument(DOMAIN.slice(0, end) + DOMAIN.slice(end + 7));
  }
});

test('edits of a domain leave it readable', () => {
  const place = fc.nat(DOMAIN.length);
  fc.assert(
    fc.property(place, fc.nat(30), fc.constantFrom(...ATOMS), (start, length, atom) => {
      checkDocument(DOMAIN.slice(0, start) + atom + DOMAIN.slice(start + length));
    }),
    { seed: 2, numRuns: 1500 },
  );
});

/**
 * Runs something while the characters that string methods look at are counted: a measure of work that, unlike time, is the
 * same on every machine.
 */
function countSteps(run: () => void): number {
  const { charCodeAt, indexOf, includes, startsWith } = String.prototype;
  let steps = 0;
  try {
    String.prototype.charCodeAt = function (at) {
      steps += 1;
      return charCodeAt.call(this, at);
    };
    String.prototype.indexOf = function (wanted, from = 0) {
      const found = indexOf.call(this, wanted, from);
      steps += (found < 0 ? this.length : found) - Math.min(from, this.length) + 1;
      return found;
    };
    String.prototype.includes = function (wanted, from) {
      steps += 1;
      return includes.call(this, wanted, from);
    };
    String.prototype.startsWith = function (wanted, from) {
      steps += wanted.length;
      return startsWith.call(this, wanted, from);
    };
    run();
  } finally {
    Object.assign(String.prototype, { charCodeAt, indexOf, includes, startsWith });
  }
  return steps;
}

/** Reads a text and everything in it. */
function readAll(lines: TextLines): XmlDocument {
  const document = readXml(lines);
  const waiting = [...document.roots];
  for (let element = waiting.pop(); element; element = waiting.pop()) {
    assert.ok(element.attributes && element.text && element.namespace !== undefined);
    for (const child of element.children) waiting.push(child);
  }
  return document;
}

/** A text of 100,000 of these looks at each of its characters a few times, and has few problems. */
const HOSTILE: { readonly [name: string]: string } = {
  'open elements': '<a>'.repeat(100_000),
  'end tags': '</a>'.repeat(100_000),
  'end tags of others': '<a>'.repeat(100_000) + '</b>'.repeat(100_000),
  'unclosed inner elements': '<a><b></a>'.repeat(100_000),
  'end tags behind a text': `<a>${'x'.repeat(100_000)}\n${'</b>'.repeat(100_000)}`,
  'end tags behind a line': `<a>${'x'.repeat(100_000)}${'</b>'.repeat(100_000)}`,
  'tags that break off': '<a '.repeat(100_000),
  'open quotes': "<a b='".repeat(100_000),
  'open quotes of two kinds': '<a b="\n c=\'\n'.repeat(100_000),
  'quotes in placeholders': `<a ${'b=\'{{ "\n'.repeat(100_000)}`,
  'missing values': `<a ${'b= '.repeat(100_000)}`,
  'open comments': '<!--'.repeat(100_000),
  'open sections': '<![CDATA['.repeat(100_000),
  'open sections in an element': `<a>${'<![CDATA['.repeat(100_000)}`,
  'open instructions': '<?p '.repeat(100_000),
  'document types': '<!DOCTYPE a '.repeat(100_000),
  'declarations of entities': `<!DOCTYPE a [${'<!ENTITY a "'.repeat(100_000)}`,
  'open placeholders': `<a>${'{{ {% {# <% ${ @A '.repeat(100_000)}`,
  'placeholders without an end in a value': `<a b='${'{{{%${@A'.repeat(100_000)}'/>`,
  references: `<a>${'&#x&a'.repeat(100_000)}`,
  'less-than signs': '<'.repeat(100_000),
  'zero characters': '\0'.repeat(100_000),
  declarations: "<a xmlns:b='c'>".repeat(100_000),
  attributes: `<a ${Array.from({ length: 100_000 }, (_, i) => `a${i}='b'`).join(' ')}/>`,
  siblings: `<r>${"<a b='c'/>".repeat(300_000)}</r>`,
  blanks: `<a${' '.repeat(1_000_000)}`,
};

for (const [name, text] of Object.entries(HOSTILE)) {
  test(`hostile: ${name}`, () => {
    const lines = TextLines.of(text);
    let problems = 0;
    const steps = countSteps(() => {
      problems = readAll(lines).problems.length;
    });
    assert.ok(steps < 40 * text.length, `${(steps / text.length).toFixed(1)} steps a character`);
    assert.ok(problems <= 200);
  });
}
