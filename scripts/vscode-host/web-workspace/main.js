// The folder suite:/ws: files of this machine, read over HTTP from where this extension came from. What is written stays in
// memory, so that a test never changes its files.

const vscode = require('vscode');

const { FileType, FileSystemError, FileChangeType } = vscode;

exports.activate = async (context) => {
  const base = context.extensionUri.toString(true).replace(/\/web-workspace\/?$/, '');
  const folder = () => ({ type: FileType.Directory, ctime: 0, mtime: 0, size: 0 });
  const entries = new Map([['/ws', folder()]]);
  for (const { path, size, isFolder } of await (await fetch(`${base}/workspace.json`)).json())
    entries.set(`/ws/${path}`, isFolder ? folder() : { ...folder(), type: FileType.File, size });

  const changed = new vscode.EventEmitter();
  const fire = (type, uri) => changed.fire([{ type, uri }]);
  const parentOf = (path) => path.slice(0, path.lastIndexOf('/'));
  const find = (uri) => {
    const entry = entries.get(uri.path.replace(/\/$/, ''));
    if (!entry) throw FileSystemError.FileNotFound(uri);
    return entry;
  };
  const below = (uri) => [...entries.keys()].filter((path) => path === uri.path || path.startsWith(`${uri.path}/`));

  const provider = {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => {}),
    stat: find,
    readDirectory(uri) {
      find(uri);
      const path = uri.path.replace(/\/$/, '');
      return [...entries].filter(([p]) => parentOf(p) === path).map(([p, e]) => [p.slice(path.length + 1), e.type]);
    },
    createDirectory(uri) {
      entries.set(uri.path, folder());
      fire(FileChangeType.Created, uri);
    },
    async readFile(uri) {
      const entry = find(uri);
      if (entry.type === FileType.Directory) throw FileSystemError.FileIsADirectory(uri);
      entry.data ??= await download(`${base}/workspace/${uri.path.slice('/ws/'.length)}`, uri);
      return entry.data;
    },
    writeFile(uri, data, { create, overwrite }) {
      const old = entries.get(uri.path);
      if (!old && !create) throw FileSystemError.FileNotFound(uri);
      if (old && create && !overwrite) throw FileSystemError.FileExists(uri);
      if (!entries.has(parentOf(uri.path))) throw FileSystemError.FileNotFound(uri);
      entries.set(uri.path, { type: FileType.File, ctime: 0, mtime: Date.now(), size: data.length, data });
      fire(old ? FileChangeType.Changed : FileChangeType.Created, uri);
    },
    delete(uri) {
      find(uri);
      for (const path of below(uri)) entries.delete(path);
      fire(FileChangeType.Deleted, uri);
    },
    rename(from, to) {
      find(from);
      for (const path of below(from)) {
        entries.set(to.path + path.slice(from.path.length), entries.get(path));
        entries.delete(path);
      }
      changed.fire([
        { type: FileChangeType.Deleted, uri: from },
        { type: FileChangeType.Created, uri: to },
      ]);
    },
  };
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider('suite', provider, { isCaseSensitive: true }),
    // findFiles() in a virtual workspace; VS Code applies the patterns itself.
    vscode.workspace.registerFileSearchProvider('suite', {
      provideFileSearchResults: (_query, options) =>
        [...entries]
          .filter(([path, { type }]) => type === FileType.File && path.startsWith(options.folder.path))
          .map(([path]) => vscode.Uri.from({ scheme: 'suite', path })),
    }),
  );
};

async function download(url, uri) {
  const response = await fetch(encodeURI(url));
  if (!response.ok) throw FileSystemError.FileNotFound(uri);
  return new Uint8Array(await response.arrayBuffer());
}
