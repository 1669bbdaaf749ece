import {
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem as ProtoItem,
} from 'vscode-languageserver-types';
import type { Analysis } from '../../features/analysis';
import { completionsAt } from '../../features/completion/completion';
import type {
  CompletionItem,
  CompletionKind,
  CompletionList as Completions,
} from '../../features/completion/completion-item';
import { plainText } from '../../features/hover/plain-text';
import { libvirtCompletionsAt } from '../../features/libvirt/libvirt-completion';
import { qemuCompletionsAt } from '../../features/qemu/qemu-completion';
import type { Position, Range } from '../../text/text-lines';
import type { ServerContext } from '../server-context';

/** What makes an editor ask of itself. */
export const COMPLETION_TRIGGERS = ['=', '|', ' ', ',', '(', '#', ':', '-', '<', "'", '"'];

/** Those of them that mean something in XML only. */
const XML_TRIGGERS: readonly (string | undefined)[] = ['<', "'", '"'];

/** textDocument/completion. */
export function handleCompletion(context: ServerContext): void {
  context.connection.onCompletion((params): CompletionList | null => {
    const analysis = context.analysisOf(params.textDocument.uri);
    if (!analysis) return null;
    return context.guard('completion', null, () => {
      const list = listAt(analysis, params.position, params.context?.triggerCharacter);
      if (!list) return null;
      const items = list.items.map((item, place) => toProto(item, list.range, place, context));
      return { isIncomplete: false, items };
    });
  });
}

function listAt(analysis: Analysis, position: Position, trigger: string | undefined): Completions | undefined {
  if (analysis.dialect === 'libvirt') return libvirtCompletionsAt(analysis, position, trigger);
  if (XML_TRIGGERS.includes(trigger)) return undefined;
  return analysis.dialect === 'qemu' ? qemuCompletionsAt(analysis, position) : completionsAt(analysis, position);
}

function toProto(item: CompletionItem, range: Range, place: number, context: ServerContext): ProtoItem {
  const { kind, label, detail, documentation, insert, snippet } = item;
  const asSnippet = snippet !== undefined && context.snippets;
  const proto: ProtoItem = {
    label,
    kind: KINDS[kind],
    detail,
    sortText: place.toString().padStart(4, '0'),
    textEdit: { range, newText: asSnippet ? snippet : (insert ?? label) },
  };
  if (asSnippet) proto.insertTextFormat = InsertTextFormat.Snippet;
  if (documentation) {
    proto.documentation = context.markdown
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
