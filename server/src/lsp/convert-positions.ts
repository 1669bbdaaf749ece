/** Where something points to. */
interface Place {
  readonly line: number;
  readonly character: number;
}

/** Gives a place in a line of a document, by its URI, as the other side counts it. */
export type ConvertCharacter = (character: number, line: number, uri: string | undefined) => number;

/**
 * A message of the protocol with every position in it converted. The document of a position is the one that is named next
 * to it or around it, as everywhere in the protocol; else `uri`. What is given is not changed: it may be kept by somebody.
 */
export function convertPositions<T>(message: T, uri: string | undefined, convert: ConvertCharacter): T {
  const root: Json = { message };
  // A list of what is left to do, as messages may be nested as deeply as somebody likes.
  const left: { readonly parent: Json; readonly key: string; readonly uri: string | undefined }[] = [];
  const leave = (parent: Json, key: string, near: string | undefined) => {
    if (typeof parent[key] === 'object' && parent[key] !== null) left.push({ parent, key, uri: near });
  };
  leave(root, 'message', uri);
  for (let item = left.pop(); item; item = left.pop()) {
    const { parent, key } = item;
    const value = parent[key] as Json;
    if (isPlace(value)) {
      parent[key] = { ...value, character: convert(value.character, value.line, item.uri) };
      continue;
    }
    const copy = (Array.isArray(value) ? [...value] : { ...value }) as Json;
    parent[key] = copy;
    const named = uriIn(copy) ?? item.uri;
    // In the changes of an edit the documents are the keys.
    const isChanges = key === 'changes' && !Array.isArray(copy);
    for (const name of Object.keys(copy)) leave(copy, name, isChanges ? name : named);
  }
  return root.message as T;
}

type Json = Record<string, unknown>;

function isPlace(value: object): value is Place {
  const { line, character } = value as Partial<Place>;
  return typeof line === 'number' && typeof character === 'number';
}

/** The document that an object names. */
function uriIn({ uri, file, textDocument }: Json): string | undefined {
  const named = uri ?? file ?? (textDocument as Json | null | undefined)?.uri;
  return typeof named === 'string' ? named : undefined;
}
