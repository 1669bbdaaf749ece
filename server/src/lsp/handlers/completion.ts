import {
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem as ProtoItem,
} from 'vscode-languageserver-types';
import type { CompletionItem, CompletionKind } from '../../features/completion/completion-item';
import { completionTriggers, featuresOf } from '../../features/features-of';
import { plainText } from '../../features/hover/plain-text';
import type { Range } from '../../text/text-lines';
import type { ServerContext } from '../server-context';

/** What makes an editor ask of itself. */
export const COMPLETION_TRIGGERS = [...completionTriggers()];

/** textDocument/completion. */
export function handleCompletion(context: ServerContext): void {
  context.connection.onCompletion((params): CompletionList | null => {
    const analysis = context.analysisOf(params.textDocument.uri, params.position);
    const completion = analysis && featuresOf(analysis).completion;
    const trigger = params.context?.triggerCharacter;
    if (!completion || (trigger !== undefined && !completion.triggers.includes(trigger))) return null;
    return context.guard('completion', null, () => {
      const list = completion.at(analysis, params.position, trigger);
      if (!list) return null;
      const items = list.items.map((item, place) => toProto(item, list.range, place, context));
      return { isIncomplete: false, items };
    });
  });
}

function toProto(item: CompletionItem, range: Range, place: number, context: ServerContext): ProtoItem {
  const { kind, label, detail, documentation, insert, snippet } = item;
  const asSnippet = snippet !== undefined && context.snippets;
  const proto: ProtoItem = {
    label,
    kind: context.completionKind(KINDS[kind]),
    detail,
    sortText: place.toString().padStart(4, '0'),
    textEdit: { range, newText: asSnippet ? snippet : (insert ?? label) },
  };
  if (asSnippet) proto.insertTextFormat = InsertTextFormat.Snippet;
  if (documentation) {
    proto.documentation = context.completionMarkdown
      ? { kind: MarkupKind.Markdown, value: documentation }
      : plainText(documentation);
  }
  return proto;
}

const KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  field: CompletionItemKind.Field,
  value: CompletionItemKind.EnumMember,
  flag: CompletionItemKind.EnumMember,
  let: CompletionItemKind.Constant,
  backing: CompletionItemKind.Class,
  rule: CompletionItemKind.Event,
  number: CompletionItemKind.Value,
};
