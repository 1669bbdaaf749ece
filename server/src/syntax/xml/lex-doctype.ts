import { endOfName, skipXmlBlanks } from './xml-characters';

/** A document type declaration. Nothing of it is looked up or expanded; it only says which entities exist. */
export interface Doctype {
  readonly end: number;
  readonly closed: boolean;
  readonly hasName: boolean;
  /** The general entities that it declares. */
  readonly entities: ReadonlySet<string>;
  /** Entities may be declared in a file or an entity that it refers to. */
  readonly elsewhere: boolean;
}

/**
 * Reads the declaration whose `<!DOCTYPE` stands at `at`. Its declarations are passed over, not checked. Where it has no
 * end, it is taken to end where a tag begins. (XML 1.0, 2.8)
 */
export function lexDoctype(text: string, at: number): Doctype {
  const name = skipXmlBlanks(text, at + 9);
  let end = endOfName(text, name);
  const hasName = end > name;
  const entities = new Set<string>();
  const external = skipXmlBlanks(text, end);
  let elsewhere = text.startsWith('SYSTEM', external) || text.startsWith('PUBLIC', external);
  let inside = false;
  while (end < text.length) {
    const character = text[end]!;
    if (character === '"' || character === "'") {
      end = behind(text, character, end + 1);
    } else if (character === '<') {
      if (text.startsWith('<!--', end)) end = behind(text, '-->', end + 4);
      else if (text[end + 1] === '?') end = behind(text, '?>', end + 2);
      else if (!inside || text[end + 1] !== '!') return { end, closed: false, hasName, entities, elsewhere };
      else {
        const entity = declaredEntity(text, end);
        if (entity !== undefined) entities.add(entity);
        end += 2;
      }
    } else if (character === '>' && !inside) return { end: end + 1, closed: true, hasName, entities, elsewhere };
    else {
      if (character === '[') inside = true;
      else if (character === ']') inside = false;
      else if (character === '%' && endOfName(text, end + 1) > end + 1) elsewhere = true;
      end += 1;
    }
  }
  return { end, closed: false, hasName, entities, elsewhere };
}

/** The name in `<!ENTITY name …>`. */
function declaredEntity(text: string, at: number): string | undefined {
  if (!text.startsWith('<!ENTITY', at)) return undefined;
  const name = skipXmlBlanks(text, at + 8);
  const end = endOfName(text, name);
  return end > name ? text.slice(name, end) : undefined;
}

/** Behind the next `closer`, or the end of the text. */
function behind(text: string, closer: string, at: number): number {
  const index = text.indexOf(closer, at);
  return index < 0 ? text.length : index + closer.length;
}
