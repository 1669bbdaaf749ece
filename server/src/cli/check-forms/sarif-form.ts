import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RelatedPlace } from '../../features/finding-list';
import { pageOfRule } from '../../features/page-of-rule';
import type { Severity } from '../../rules/define-rule';
import { ALL_RULES } from '../../rules/registry';
import type { Range } from '../../text/text-lines';
import type { CheckedFile, CheckedFinding } from '../check-file';
import type { ReportForm } from '../write-files';

const HOME = 'https://github.com/memslot/memslot';
/** (OASIS: Static Analysis Results Interchange Format, version 2.1.0, 3.27.10) */
const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/**
 * One run of SARIF 2.1.0. Results are written as they come; behind them stand the rules that they are of, and what could not
 * be read.
 */
export function sarifForm(version: string): ReportForm<CheckedFile> {
  const rules = new Map<string, number>();
  const unread: { readonly file: string; readonly error: string }[] = [];
  const ruleIndex = (code: string) => {
    if (!rules.has(code)) rules.set(code, rules.size);
    return rules.get(code)!;
  };
  return {
    begin:
      '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"columnKind":"utf16CodeUnits","results":[',
    file: ({ file, known: { findings } }) =>
      findings.map((finding) => JSON.stringify(resultOf(file, finding, ruleIndex(finding.code)))).join(','),
    unread(file, error) {
      unread.push({ file, error });
      return '';
    },
    between: ',',
    end: () =>
      `],"tool":${JSON.stringify({
        driver: { name: 'memslot', version, informationUri: HOME, rules: [...rules.keys()].map(ruleOf) },
      })},"invocations":${JSON.stringify([invocationOf(unread)])}}]}\n`,
    needsFiles: false,
  };
}

function resultOf(file: string, { range, severity, code, message, related, fixes }: CheckedFinding, index: number) {
  return {
    ruleId: code,
    ruleIndex: index,
    level: LEVELS[severity],
    message: { text: message },
    locations: [{ physicalLocation: placeOf(file, range) }],
    ...(related.length > 0 && { relatedLocations: related.map((place, id) => relatedOf(file, place, id)) }),
    ...(fixes.length > 0 && {
      fixes: fixes.map(({ title, edits }) => ({
        description: { text: title },
        artifactChanges: [
          {
            artifactLocation: artifactOf(file),
            replacements: edits.map((edit) => ({
              deletedRegion: regionOf(edit.range),
              insertedContent: { text: edit.newText },
            })),
          },
        ],
      })),
    }),
  };
}

function relatedOf(file: string, { range, message, file: other }: RelatedPlace, id: number) {
  const physicalLocation =
    other === undefined ? placeOf(file, range) : { artifactLocation: { uri: other }, region: regionOf(range) };
  return { id, physicalLocation, message: { text: message } };
}

function placeOf(file: string, range: Range) {
  return { artifactLocation: artifactOf(file), region: regionOf(range) };
}

/** A file below the current folder by its path in that, which is the root of the sources; another by its URI. */
function artifactOf(file: string) {
  const relative = path.relative('.', file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return { uri: pathToFileURL(file).href };
  return { uri: relative.split(path.sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

/** Lines and columns count from 1; the end is the first column behind. */
function regionOf({ start, end }: Range) {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function ruleOf(id: string) {
  const { summary, severity, why } = ALL_RULES.find((rule) => rule.id === id)!;
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: { text: why, markdown: pageOfRule(id) },
    helpUri: `${HOME}/blob/main/docs/rules.md`,
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function invocationOf(unread: readonly { readonly file: string; readonly error: string }[]) {
  return {
    executionSuccessful: unread.length === 0,
    ...(unread.length > 0 && {
      toolExecutionNotifications: unread.map(({ file, error }) => ({
        level: 'error',
        message: { text: error },
        locations: [{ physicalLocation: { artifactLocation: artifactOf(file) } }],
      })),
    }),
  };
}
