/**
 * The URIs of the files that a document may mean by a path, the likeliest first. QEMU goes by its working directory, which
 * nobody knows: mostly it is the folder of the script, or that of the project (`folder`). None for a document that lies
 * nowhere, and for what is another thing to each process that opens it.
 */
export function fileCandidates(document: string, path: string, folder: string | undefined): readonly string[] {
  const base = LOCATION.exec(document);
  if (!base || /^\/(?:dev|proc)\//.test(path) || /[\0\ud800-\udfff]/u.test(path)) return [];
  const [, root, own] = base;
  const segments = path.split('/').map(encodeURIComponent);
  if (path.startsWith('/')) return [root! + withoutDots(segments)];
  const inProject = folder === undefined ? undefined : LOCATION.exec(folder)?.[2];
  const folders = [own!.split('/').slice(0, -1), ...(inProject ? [inProject.replace(/\/$/, '').split('/')] : [])];
  return [...new Set(folders.map((parent) => root! + withoutDots([...parent, ...segments])))];
}

/** Two URIs with the same key name the same file: clients differ in what they escape, and in the case of a drive. */
export function uriKey(uri: string): string {
  return unescaped(uri).replace(/^file:\/\/\/[A-Z]:/, (drive) => drive.toLowerCase());
}

/** A URI, or a part of one, for people. */
export function unescaped(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    // A lone % escapes nothing: the text stands for itself.
    return uri;
  }
}

/** The scheme with the authority, and the path. */
const LOCATION = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)(\/[^?#]*)$/i;

function withoutDots(segments: readonly string[]): string {
  const kept: string[] = [];
  for (const segment of segments) {
    if (segment === '..') kept.pop();
    else if (segment !== '.' && segment !== '') kept.push(segment);
  }
  return `/${kept.join('/')}`;
}
