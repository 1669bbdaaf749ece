import { ResponseError } from 'vscode-jsonrpc';
import { type ConvertCharacter, convertPositions } from './convert-positions';
import { REQUESTS } from './methods';
import { convertCharacter, type LinePoints, linePoints, type OtherEncoding } from './position-encoding';
import type { ServerConnection } from './server-connection';

/** Gives the lines of a document, by their numbers. `undefined`: the line has nothing but ASCII, or is not there. */
export type LinesOf = (uri: string) => (line: number) => string | undefined;

/** A request for the parts of the semantic tokens that have changed, which cannot be told by themselves. */
const TOKENS_DELTA = 'textDocument/semanticTokens/full/delta';

/**
 * The connection to a client that does not count in UTF-16: whoever uses it does, and every position is converted on its
 * way, in the text as it is then.
 */
export function encodedConnection(
  plain: ServerConnection,
  encoding: OtherEncoding,
  linesOf: LinesOf,
): ServerConnection {
  const { onDidChangeTextDocument, onRequest, sendDiagnostics, sendNotification, sendRequest } = plain;
  /** Converts the places of one message, which may have many in one long line. */
  const converter = (outgoing: boolean): ConvertCharacter => {
    const documents = new Map<string, ReturnType<LinesOf>>();
    const known = new Map<string, LinePoints>();
    return (character, line, uri) => {
      if (uri === undefined) return character;
      if (!documents.has(uri)) documents.set(uri, linesOf(uri));
      const text = documents.get(uri)?.(line);
      if (text === undefined) return character;
      if (!known.has(text)) known.set(text, linePoints(text, encoding));
      const { ours, theirs } = known.get(text)!;
      return outgoing ? convertCharacter(character, ours, theirs) : convertCharacter(character, theirs, ours);
    };
  };
  const incoming = <T>(message: T): T => convertPositions(message, undefined, converter(false));
  const outgoing = <T>(message: T, uri?: string): T => convertPositions(message, uri, converter(true));
  /** Tokens: the line and the start of each, both counted from the one before it, its length, and two numbers more. */
  const outgoingTokens = (data: readonly number[], uri: string | undefined): number[] => {
    const converted = [...data];
    const convert = converter(true);
    let line = 0;
    let start = 0;
    let before = 0;
    for (let i = 0; i < data.length; i += 5) {
      if (data[i]! > 0) start = before = 0;
      line += data[i]!;
      start += data[i + 1]!;
      const theirs = convert(start, line, uri);
      converted[i + 1] = theirs - before;
      converted[i + 2] = convert(start + data[i + 2]!, line, uri) - theirs;
      before = theirs;
    }
    return converted;
  };

  const onEncodedRequest: ServerConnection['onRequest'] = (method, handler) => {
    if (method === TOKENS_DELTA) return;
    onRequest<object | null>(method, async (params, token) => {
      const { uri, textDocument } = (params ?? {}) as { uri?: string; textDocument?: { uri?: string } | null };
      const named = textDocument?.uri ?? uri;
      const answer = await handler((params && incoming(params)) as Parameters<typeof handler>[0], token);
      if (typeof answer !== 'object' || answer === null || answer instanceof ResponseError) return answer;
      const { data } = answer as { data?: unknown };
      return Array.isArray(data) ? { ...answer, data: outgoingTokens(data, named) } : outgoing(answer, named);
    });
  };
  return {
    ...plain,
    ...Object.fromEntries(
      Object.entries(REQUESTS).map(([name, method]) => [
        name,
        (handler: Parameters<typeof onEncodedRequest>[1]) => onEncodedRequest(method, handler),
      ]),
    ),
    onRequest: onEncodedRequest,
    onDidChangeTextDocument: (handler) =>
      onDidChangeTextDocument(({ textDocument, contentChanges }) => {
        // Each change is one of the text that those before it have made. Without any there is a version all the same.
        const parts = contentChanges.length > 0 ? contentChanges.map((change) => [change]) : [contentChanges];
        for (const part of parts) handler(incoming({ textDocument, contentChanges: part }));
      }),
    sendDiagnostics: (params) => sendDiagnostics(outgoing(params)),
    sendNotification: (method, params) => sendNotification(method, outgoing(params)),
    sendRequest: (method, params) => sendRequest(method, outgoing(params)),
  };
}
