import type { SignatureHelpOptions } from 'vscode-languageserver';
import {
  MarkupKind,
  type ParameterInformation,
  type SignatureHelp as ProtoHelp,
  type SignatureInformation,
} from 'vscode-languageserver-types';
import { featuresOf } from '../../features/features-of';
import { plainText } from '../../features/hover/plain-text';
import type { Signature, SignatureHelp } from '../../features/signature';
import type { ServerContext } from '../server-context';

/** What makes an editor ask of itself. */
export const SIGNATURE_HELP: SignatureHelpOptions = { triggerCharacters: [' ', ',', '='] };

/** textDocument/signatureHelp. */
export function handleSignatureHelp(context: ServerContext): void {
  context.connection.onSignatureHelp(({ textDocument: { uri }, position }) => {
    const snapshot = context.analysisOf(uri, position);
    if (!snapshot) return null;
    return context.guard('signature help', null, () => {
      const help = featuresOf(snapshot).signature?.(snapshot, position);
      return help ? toProto(help, context) : null;
    });
  });
}

function toProto({ signatures, active }: SignatureHelp, context: ServerContext): ProtoHelp {
  // To a client that knows no "none", an index behind the last parameter says the same.
  const none = context.noActiveParameter ? null : Math.max(...signatures.map(({ parameters }) => parameters.length));
  return {
    signatures: signatures.map((signature) => toInformation(signature, context)),
    activeSignature: 0,
    activeParameter: active ?? none,
  };
}

function toInformation({ label, documentation, parameters }: Signature, context: ServerContext): SignatureInformation {
  const text = (markdown: string) =>
    context.signatureMarkdown ? { kind: MarkupKind.Markdown, value: markdown } : plainText(markdown);
  const information: SignatureInformation = {
    label,
    parameters: parameters.map(
      ({ start, end, documentation: about }): ParameterInformation => ({
        label: context.labelOffsets ? [start, end] : label.slice(start, end),
        documentation: text(about),
      }),
    ),
  };
  if (documentation) information.documentation = text(documentation);
  return information;
}
