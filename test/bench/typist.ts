import type { BenchCase } from './bench-cases';
import type { BenchClient, Published } from './connect';
import type { GeneratedText } from './generated-text';

/** A document that is open in a server, and somebody who types in it. */
export interface Typist {
  readonly uri: string;
  /** The diagnostics of the document as it was opened, and how long they took in milliseconds. */
  readonly opened: { readonly ms: number; readonly diagnostics: Published['diagnostics'] };
  /** Types one character or takes the last one back; gives the version that the document has after it. */
  readonly type: () => number;
  /** The same, and waits for the diagnostics of that version: milliseconds. */
  readonly typeAndWait: () => Promise<number>;
  /** How many characters were typed or taken back. */
  readonly edits: () => number;
  readonly close: () => void;
}

/** Opens a document and waits for its diagnostics. */
export async function openDocument(
  client: BenchClient,
  { languageId, extension }: BenchCase,
  { text, typing }: GeneratedText,
  name = 'bench',
): Promise<Typist> {
  const uri = `file:///memslot-bench/${name}${extension}`;
  const first = client.published(uri, 1);
  const start = performance.now();
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  const { at, diagnostics } = await first;
  let version = 1;
  const type = () => {
    const step = version - 1;
    version++;
    const { position, character } = typing[(step >> 1) % typing.length]!;
    const end = { line: position.line, character: position.character + character.length };
    const change =
      step % 2 === 0
        ? { range: { start: position, end: position }, text: character }
        : { range: { start: position, end }, text: '' };
    client.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });
    return version;
  };
  return {
    uri,
    opened: { ms: at - start, diagnostics },
    type,
    async typeAndWait() {
      const answer = client.published(uri, version + 1);
      const before = performance.now();
      type();
      return (await answer).at - before;
    },
    edits: () => version - 1,
    close: () => client.notify('textDocument/didClose', { textDocument: { uri } }),
  };
}
