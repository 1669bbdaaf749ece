// What is taken of the client library where the server is a process. Whoever loads the library itself while the extension
// runs, and not when it is bundled, gets all that it exports, and the bundle has it.
export { LanguageClient, TransportKind } from 'vscode-languageclient/node';
