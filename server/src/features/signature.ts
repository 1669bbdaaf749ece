/** How something is written, with what can be said of each of its parts. */
export interface Signature {
  readonly label: string;
  /** Markdown; `undefined`: nothing is to be said. */
  readonly documentation: string | undefined;
  readonly parameters: readonly SignatureParameter[];
}

/** A part of a signature: the characters `[start, end)` of its label. */
export interface SignatureParameter {
  readonly start: number;
  readonly end: number;
  /** Markdown. */
  readonly documentation: string;
}

/** The ways in which something can be written, the likeliest first. */
export interface SignatureHelp {
  readonly signatures: readonly Signature[];
  /** The parameter that is being written, in each of the signatures; `undefined` between two. */
  readonly active: number | undefined;
}

/** A piece of a label: plain text, or a parameter. */
export type SignaturePiece = string | { readonly text: string; readonly documentation: string };

/** Puts a signature together from the pieces of its label. */
export function signatureOf(pieces: readonly SignaturePiece[], documentation?: string): Signature {
  const parameters: SignatureParameter[] = [];
  let label = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') label += piece;
    else {
      parameters.push({
        start: label.length,
        end: label.length + piece.text.length,
        documentation: piece.documentation,
      });
      label += piece.text;
    }
  }
  return { label, documentation, parameters };
}
