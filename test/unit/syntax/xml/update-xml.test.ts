import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readXml } from '../../../../server/src/syntax/xml/read-xml';
import { updateXml } from '../../../../server/src/syntax/xml/update-xml';
import type { XmlDocument, XmlElement } from '../../../../server/src/syntax/xml/xml-tree';
import type { Span } from '../../../../server/src/text/span';
import { TextLines } from '../../../../server/src/text/text-lines';

const TEXT = `<?xml version='1.0'?>
<!-- a domain - with a comment -->
<domain type='kvm' xmlns:q="urn:q">
  <name>vm</name><title></title>
  <description>it's "good"
    in two lines</description><memory unit='KiB'>1024</memory>
  <q:arg value=''/><!-- x --><b a="1" c='2'>t<i/>u<!-- y -->v</b>
</domain>
`;

const place = ({ start, end }: Span): string => `${start}-${end}`;

function placesOf(element: XmlElement): string[] {
  const { span, nameSpan, startTag, endTag, attributes, children } = element;
  return [
    ...[span, nameSpan, startTag, ...(endTag ? [endTag] : []), ...attributes.map((one) => one.span)].map(place),
    ...children.flatMap(placesOf),
  ];
}

/** All that a document says, and where. */
function plain(element: XmlElement): unknown {
  const { name, namespace, attributes, children, text } = element;
  const word = ({ span, pieces }: XmlElement['text']) => [
    place(span),
    pieces.map((piece) => [piece.text, place(piece.span)]),
  ];
  return [name, namespace, word(text), attributes.map((one) => [one.name, word(one.value)]), children.map(plain)];
}

function whole({ block, roots, comments, problems, templated }: XmlDocument): unknown {
  return [
    block.text,
    block.lineCount,
    roots.map((root) => [placesOf(root), plain(root)]),
    comments.map(place),
    problems.map(({ span, message }) => [place(span), message]),
    templated,
  ];
}

const pieces = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('a', '7', 'b c') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['', '-', '<', '>', '&', '{{', '%}', "'", '"', '\n', '\r', '\u{1f600}', ']]>', '<c/>'],
    ),
  },
);

test('an edited document is the one that is read anew', () => {
  let patched = 0;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(TEXT.length), fc.nat(2), pieces), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('\n', '\r\n'),
      (edits, lineEnd) => {
        let text = TextLines.of(TEXT.replaceAll('\n', lineEnd));
        let document = readXml(text);
        for (const [at, length, inserted] of edits) {
          const before = text;
          const changed = `${text.toString().slice(0, at)}${inserted}${text.toString().slice(at + length)}`;
          text = TextLines.of(changed);
          const { document: next, moved } = updateXml(text, document, before);
          assert.deepEqual(whole(next), whole(readXml(text)));
          if (moved) {
            patched += 1;
            const old = document.roots.flatMap(placesOf);
            const now = next.roots.flatMap(placesOf);
            const move = (shown: string) => {
              const [start, end] = shown.split('-').map(Number);
              return place(moved({ block: document.block, start: start!, end: end! }));
            };
            assert.deepEqual(old.map(move), now);
          }
          // What was compared was asked for; what is read anew was not.
          document = readXml(text);
        }
      },
    ),
    { seed: 3, numRuns: 1500 },
  );
  assert.ok(patched > 100, `${patched} edits were inside of something`);
});

test('what nobody asked for may change, and nothing else', () => {
  const change = (ask: (root: XmlElement) => unknown, old: string, now: string): boolean => {
    const before = TextLines.of(TEXT);
    const document = readXml(before);
    ask(document.roots[0]!);
    assert.ok(TEXT.includes(old));
    return updateXml(TextLines.of(TEXT.replace(old, now)), document, before).moved !== undefined;
  };
  const name = (root: XmlElement) => root.children[0]!.text;
  const memory = (root: XmlElement) => root.children[3]!;
  assert.equal(change(memory, '>vm<', '>vmx<'), true);
  assert.equal(change(name, '>vm<', '>vmx<'), false);
  assert.equal(change(name, '>1024<', '>10240<'), true);
  assert.equal(
    change((root) => memory(root).attribute('unit'), "'KiB'", "'MiB'"),
    true,
  );
  assert.equal(
    change((root) => memory(root).attribute('unit')!.value, "'KiB'", "'MiB'"),
    false,
  );
  assert.equal(change(name, 'a domain', 'another domain'), true);
  assert.equal(change(name, 'a domain', 'memslot: off'), false);
  assert.equal(change(name, '<title></title>', '<title>x</title>'), false);
  assert.equal(change(name, 'two lines', 'two\nlines'), false);
  assert.equal(change(name, 'urn:q', 'urn:r'), false);
});

test('a document stays the same object while its text does', () => {
  const text = TextLines.of(TEXT);
  const document = readXml(text);
  assert.equal(updateXml(TextLines.of(TEXT), document, text).document, document);
});
