import type { Block } from '../../text/block';
import type { TextLines } from '../../text/text-lines';
import { scanXml } from './scan-xml';
import { TableDocument } from './table-document';
import { newSource, nothingRead } from './xml-source';

/**
 * Reads an XML text, in time proportional to its length. Nothing is fetched or expanded; elements are made as they are
 * asked for.
 */
export function readXml(text: TextLines): TableDocument {
  const block: Block = { text: text.toString(), lineCount: text.lineCount };
  const source = newSource(block);
  const { problems, extraRoots, comments, templated } = scanXml(source);
  source.reads = nothingRead(source.elements.count, source.attributes.count);
  const sorted = [...problems, ...extraRoots].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return new TableDocument(source, sorted, templated, comments);
}
