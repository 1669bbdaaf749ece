// What is taken of the client library where the server is a web worker: see process-library.ts.
export { LanguageClient } from 'vscode-languageclient/browser';
