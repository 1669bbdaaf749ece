import process from 'node:process';
import { explainError } from '../features/error/explain-error';
import type { ListedFinding } from '../features/finding-list';
import { findingsIn } from '../features/findings-in';
import { pageOfRule } from '../features/page-of-rule';
import { ALL_RULES } from '../rules/registry';
import { findingText } from './finding-text';
import { readInputOptions } from './input-options';
import { listInputs } from './list-inputs';
import { readAnalysis } from './read-analysis';
import { readFiles } from './read-files';
import { paintFor, printable } from './terminal';

/** So many findings of each file are looked at. */
const MOST_FINDINGS = 10_000;

/**
 * `memslot explain --error TEXT [FILE...]`: the finding in the files that a message of QEMU, libvirt or KVM is about, and the
 * rules about such messages; without a finding the page of the likeliest. The exit code is 1 when nothing is known of it.
 */
export async function explainErrorCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('explain', argv, []);
  const { rules, scoreOf } = explainError(options.own.error ?? '');
  let unread = 0;
  const complain = (message: string) => {
    unread += 1;
    process.stderr.write(`memslot: ${printable(message)}\n`);
  };
  let best = 0;
  let place: { readonly file: string; readonly finding: ListedFinding } | undefined;
  const inputs = listInputs(options, complain);
  for await (const { path, known, error } of readFiles(inputs.files, (file) => readAnalysis(file, options))) {
    if (error !== undefined) complain(error);
    for (const finding of known ? findingsIn(known, MOST_FINDINGS).list() : []) {
      const score = scoreOf(finding);
      if (score <= best) continue;
      best = score;
      place = { file: path, finding };
    }
  }
  if (options.format === 'json') {
    const { range, code, message } = place?.finding ?? {};
    const at = place ? { file: place.file, range, code, message } : null;
    process.stdout.write(`${JSON.stringify({ version: 1, rules, place: at })}\n`);
  } else {
    const others = rules.filter((id) => place === undefined || id !== place.finding.code);
    const shown = place ? findingText(place.file, place.finding, paintFor(options.color)) : pageOf(others.shift());
    process.stdout.write(shown + alsoText(others));
  }
  if (unread > 0) return 2;
  return place || rules.length > 0 ? 0 : 1;
}

function pageOf(id: string | undefined): string {
  return (id !== undefined && pageOfRule(id)) || 'No rule is known to be about this message.\n';
}

function alsoText(ids: readonly string[]): string {
  if (ids.length === 0) return '';
  const lines = ids.map((id) => `  ${id}: ${ALL_RULES.find((rule) => rule.id === id)?.summary}\n`);
  return `\nIt may also be about:\n${lines.join('')}`;
}
