import type { DocumentHighlight, Location, Position } from 'vscode-languageserver/node';
import type { Client } from './client';

/** What a client is told of the name at a place of a document: where it is defined, and used. */
export async function namesAt(client: Client, at: Position, uri: string) {
  const definition = await client.at<Location>('textDocument/definition', at, {}, uri);
  const highlights = await client.at<DocumentHighlight[]>('textDocument/documentHighlight', at, {}, uri);
  const context = { includeDeclaration: false };
  const references = await client.at<Location[]>('textDocument/references', at, { context }, uri);
  return {
    definedAt: definition.range.start,
    highlights: highlights.length,
    usedAt: references.map(({ range }) => range.start),
  };
}
