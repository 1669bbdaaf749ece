/** Where the language server lies in the extension, for every host. */
export const SERVER_PATH: readonly string[] = ['dist', 'server', 'main.js'];
