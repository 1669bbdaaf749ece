import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type AnyNode, parse } from 'acorn';
import { transformSync } from 'esbuild';

const SOURCES = path.join(__dirname, '..', 'client', 'src');

/** The texts that the client hands to `l10n.t`, which has them translated, in the order of the files. */
export function clientMessages(): readonly string[] {
  return [...new Set(clientTexts().flatMap(({ text, translated }) => (translated ? [text] : [])))];
}

/** A text in the client's sources. */
export interface ClientText {
  readonly file: string;
  readonly text: string;
  /** It is the first argument of `l10n.t`. */
  readonly translated: boolean;
  /** The function that it is an argument of: `showWarningMessage`, `Error`. */
  readonly called: string;
}

/** Every string of the client; of those with values in them each part. */
export function clientTexts(): readonly ClientText[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .flatMap((file) => {
      const { code } = transformSync(readFileSync(path.join(SOURCES, file), 'utf8'), {
        loader: 'ts',
        target: 'es2022',
      });
      return textsIn(parse(code, { ecmaVersion: 2022, sourceType: 'module' }), '', false).map((text) => ({
        file,
        ...text,
      }));
    });
}

/** `called`: the function whose argument the node is a part of. */
function textsIn(node: AnyNode, called: string, translated: boolean): Omit<ClientText, 'file'>[] {
  if (node.type === 'Literal') return typeof node.value === 'string' ? [{ text: node.value, translated, called }] : [];
  if (node.type === 'TemplateElement') return [{ text: node.value.cooked ?? '', translated, called }];
  if (node.type === 'ImportDeclaration' || node.type === 'ImportExpression') return [];
  if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    const { callee } = node;
    const name = callee.type === 'MemberExpression' ? callee.property : callee;
    const inner = 'name' in name && typeof name.name === 'string' ? name.name : '';
    const rest = node.arguments.flatMap((argument, i) => textsIn(argument, inner, inner === 't' && i === 0));
    return [...textsIn(callee, called, false), ...rest];
  }
  return Object.values(node).flatMap((child) =>
    (Array.isArray(child) ? child : [child]).flatMap((item) => (item?.type ? textsIn(item, called, false) : [])),
  );
}
