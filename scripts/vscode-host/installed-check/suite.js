// Is Memslot installed, does it start with a list, and does it find what is wrong there?

const vscode = require('vscode');

const LIST = 'slot 0 gpa=0 size=2M\nslot 1 gpa=1M size=2M\n';

exports.run = async () => {
  const extension = vscode.extensions.getExtension('memslot.memslot');
  if (!extension) throw new Error('Memslot is not installed.');
  // It may have looked at a JSON file that VS Code opened, but nothing of that is a reason to start the server.
  if (extension.isActive && extension.exports.serverState() !== 'idle')
    throw new Error('The server runs without a list.');
  const document = await vscode.workspace.openTextDocument({ language: 'memslots', content: LIST });
  await vscode.window.showTextDocument(document);
  const codes = () => vscode.languages.getDiagnostics(document.uri).map(({ code }) => code?.value ?? code);
  const end = Date.now() + 60_000;
  while (!codes().includes('slot-overlap')) {
    if (Date.now() > end) throw new Error(`The overlap was not found, only ${codes().join(', ') || 'nothing'}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  console.log(`Memslot ${extension.packageJSON.version} in VS Code ${vscode.version}; it finds ${codes().join(', ')}`);
  console.log('  1 passing');
};
