import { readFileSync } from 'node:fs';

/** The protocol libraries, which are published as what TypeScript makes CommonJS of, but for the types, which are ES modules. */
const LIBRARIES =
  /[\\/]vscode-(?:(?:jsonrpc|languageserver|languageserver-protocol|languageclient)[\\/]lib|languageserver-types[\\/]lib[\\/]esm)[\\/].*\.js$/;

/**
 * Gives esbuild the protocol libraries as the ES modules that they were written as. It can join these to one scope, give
 * short names to what they export and leave out what nobody imports; CommonJS it can only wrap, file by file. That is a
 * tenth of the client's bundle and a twentieth of the server's. Their namespaces it can then leave out, too. A file that
 * does more with `exports` than TypeScript does is left as it is.
 * @returns {import('esbuild').Plugin}
 */
export function esModules() {
  return {
    name: 'es-modules',
    setup({ onLoad }) {
      onLoad({ filter: LIBRARIES }, ({ path }) => {
        const contents = withPureNamespaces(asModule(readFileSync(path, 'utf8')));
        return /\bexports\b|\brequire\(|\b__(?:import|export|create|set)[A-Z]/.test(contents)
          ? undefined
          : { contents };
      });
    },
  };
}

/**
 * @param {string} text of a CommonJS module that TypeScript made
 * @returns {string}
 */
function asModule(text) {
  /** @type {Map<string, string>} */
  const imported = new Map();
  /** @type {Set<string>} */
  const exported = new Set();
  const note = (/** @type {string} */ name) => {
    exported.add(name);
    return name;
  };
  const body = text
    // The functions that TypeScript puts in front: this takes them to the end of the statement, which begins a line.
    .replace(/^var __\w+ = \(this && this\.__\w+\) \|\| [\s\S]*?^\}\)*(?:\(\))?;\n/gm, '')
    .replace('Object.defineProperty(exports, "__esModule", { value: true });\n', '')
    .replace(/^(?:exports\.\w+ = )+void 0;\n/gm, '')
    // import x = require('x'), of a module that is a function
    .replace(/^const ([a-zA-Z]+) = require\("([^"]+)"\);$/gm, 'import $1 from "$2";')
    .replace(/^(?:const|var) (\w+) = (?:__import\w+\()?require\("([^"]+)"\)\)?;$/gm, (_, name, from) => {
      imported.set(name, from);
      return `import * as ${name} from "${from}";`;
    })
    .replace(/^__exportStar\(require\("([^"]+)"\), exports\);$/gm, 'export * from "$1";')
    .replace(
      /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.(\w+); \} \}\);$/gm,
      (_, name, from, original) => `export { ${original} as ${name} } from "${imported.get(from)}";`,
    )
    .replace(/^exports\.default = (\w+);$/gm, 'export { $1 as default };')
    .replace(/^exports\.(\w+) = \1;$/gm, (_, name) => {
      note(name);
      return '';
    })
    // namespaces and enumerations
    .replace(/\((\w+) \|\| \(exports\.\1 = \1 = \{\}\)\)/g, (_, name) => `(${note(name)} || (${name} = {}))`)
    .replace(/^exports\.(\w+) = /gm, (_, name) => `const ${note(name)} = `)
    .replace(/\bexports\.(\w+)/g, (whole, name) => (exported.has(name) ? name : whole));
  return exported.size > 0 ? `${body}\nexport { ${[...exported].join(', ')} };\n` : body;
}

/**
 * Namespaces become values that are only made where they are used. TypeScript makes statements of them that fill an object,
 * which esbuild must take for necessary. Those that are written in several parts stay as they are.
 * @param {string} text of an ES module
 * @returns {string}
 */
function withPureNamespaces(text) {
  let module = text;
  for (const [declared, exported = '', name = ''] of text.matchAll(/^(export )?var (\w+);$/gm)) {
    const [start, end] = [`\n(function (${name}) {`, `})(${name} || (${name} = {}));`];
    if (module.split(start).length !== 2 || module.split(end).length !== 2) continue;
    module = module
      .replace(declared, '')
      .replace(start, `\n${exported}var ${name} = /* @__PURE__ */ (function (${name}) {`)
      .replace(end, `return ${name};\n})({});`);
  }
  return module;
}
