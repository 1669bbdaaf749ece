import type { Analysis } from '../features/analysis';
import { type IncludedFile, includeFile } from '../features/qemu/included-file';
import type { TextLines } from '../text/text-lines';
import type { DocumentStore, OpenDocument } from './document-store';
import { uriKey } from './file-candidates';

/** Gives what is open in the editor as a file that other documents have QEMU read, by its key. */
export function createOpenedFiles(
  documents: DocumentStore,
  analyse: (document: OpenDocument) => Analysis,
): (key: string) => IncludedFile | undefined {
  const known = new WeakMap<TextLines, IncludedFile>();
  const make = (document: OpenDocument): IncludedFile => {
    // Only a document that names no file itself is analysed for another one: two scripts may name each other.
    const analysis = document.kind === 'readconfig' ? analyse(document) : undefined;
    const source = analysis?.dialect === 'qemu' ? analysis.source : undefined;
    return includeFile(document.uri, document.text, source);
  };
  return (key) => {
    for (const document of documents.all()) {
      if (uriKey(document.uri) !== key) continue;
      const file = known.get(document.text) ?? make(document);
      known.set(document.text, file);
      return file;
    }
    return undefined;
  };
}
