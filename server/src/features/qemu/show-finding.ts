import type { Finding } from '../../rules/define-rule';
import { clip } from '../../text/clip';
import type { Span } from '../../text/span';
import type { IncludedFile } from './included-file';
import type { Inclusion } from './splice-files';

/**
 * A finding about a machine as the text of its command shows it. What lies in a file that the command has QEMU read is shown
 * where the file is named, with its line in front as QEMU prints it. `undefined`: the file itself says it, whatever command
 * it is read by, and QEMU starts all the same.
 */
export function showFinding(
  finding: Finding,
  inclusions: readonly Inclusion[],
  saidInFile: (file: IncludedFile, finding: Finding) => boolean,
): Finding | undefined {
  const { rule, report } = finding;
  const inclusion = inclusionOf(report.span, inclusions);
  const file = inclusion?.file;
  if (!file) return finding;
  const refused = (report.severity ?? rule.severity) === 'error';
  if (!refused && saidInFile(file, finding)) return undefined;
  const line = file.index.lineOf(report.span.block)! + 1;
  return {
    rule,
    report: {
      span: inclusion.span,
      ...(report.severity && { severity: report.severity }),
      message: `${clip(inclusion.path ?? '')}:${line}: ${report.message}`,
      related: [{ span: report.span, message: 'in the file that is read here' }, ...(report.related ?? [])],
    },
    // Fixes change one text, which is not that of the command.
    fixes: () => [],
  };
}

/** The -readconfig by which a command comes to a span; `undefined` for one in its own text. */
export function inclusionOf(span: Span, inclusions: readonly Inclusion[]): Inclusion | undefined {
  return inclusions.find(({ file }) => file?.blocks.has(span.block));
}
