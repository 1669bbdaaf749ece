import type { DocumentLink } from 'vscode-languageserver';
import { documentLinks, type LinkTarget } from '../../features/document-links';
import type { ServerContext } from '../server-context';

/** Paths that are looked up for one document. */
const MOST_PATHS = 200;

/** textDocument/documentLink: what leads nowhere is no link. */
export function handleDocumentLink(context: ServerContext): void {
  context.connection.onDocumentLinks(async ({ textDocument: { uri } }): Promise<DocumentLink[] | null> => {
    await context.ready(uri);
    const analysis = context.analysisOf(uri);
    if (!analysis) return null;
    const links = context.guard('document links', [], () => documentLinks(analysis));
    let paths = 0;
    const placed = links.map(async ({ range, target, tooltip }) => {
      if (target.kind === 'path' && ++paths > MOST_PATHS) return [];
      const found = await targetOf(target, uri, context);
      return found === undefined ? [] : [{ range, target: found, ...(context.linkTooltips && { tooltip }) }];
    });
    return (await Promise.all(placed)).flat();
  });
}

async function targetOf(target: LinkTarget, uri: string, context: ServerContext): Promise<string | undefined> {
  switch (target.kind) {
    case 'rule':
      return context.rulePageBase && `${context.rulePageBase}${target.id}.md`;
    case 'file':
      return target.uri;
    case 'path':
      return context.findFile(uri, target.path);
  }
}
