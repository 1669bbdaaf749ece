import type * as vscode from 'vscode';
import { analysed, ask, assert, closeAll, openFixture, placeOf } from './support';

suite('hover', () => {
  teardown(closeAll);

  const hoverAt = async (document: vscode.TextDocument, at: vscode.Position) => {
    const hovers = await ask<vscode.Hover[]>('HoverProvider', document.uri, at);
    return hovers.flatMap((hover) => hover.contents) as vscode.MarkdownString[];
  };

  test('on a slot: a map as an image, the page sizes, what each rule says', async () => {
    const { document } = await openFixture('ram.memslots');
    await analysed(document);
    const contents = await hoverAt(document, placeOf(document, 'Slot#1').translate(0, 2));
    const text = contents.map((content) => content.value).join('\n');
    assert(/!\[[^\]]*\]\(data:image\/svg\+xml[;,]/.test(text), `an SVG image in: ${text.slice(0, 500)}`);
    for (const part of ['1G', 'upstream', 'exact']) assert(text.includes(part), `${part} in: ${text}`);
    assert(
      contents.every((content) => !content.isTrusted && !content.supportHtml),
      'the Markdown is not trusted',
    );
  });

  test('on a number: its value in other notations', async () => {
    const { document } = await openFixture('ram.memslots');
    await analysed(document);
    const contents = await hoverAt(document, placeOf(document, '4G, size').translate(0, 1));
    const text = contents.map((content) => content.value).join('\n');
    assert(text.includes('0x100000000'), text);
  });

  test('on a keyword: what KVM does with it', async () => {
    const { document } = await openFixture('ram.memslots');
    await analysed(document);
    const contents = await hoverAt(document, placeOf(document, 'backing ram').translate(0, 2));
    assert(
      contents.some((content) => content.value.length > 20),
      'a sentence',
    );
  });
});
