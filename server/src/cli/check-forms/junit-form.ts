import type { CheckedFile, CheckedFinding } from '../check-file';
import { findingText } from '../finding-text';
import { paintFor, printable } from '../terminal';
import type { ReportForm } from '../write-files';

/**
 * JUnit's XML as Jenkins (junit-4.xsd) and Ant (JUnit.xsd) read it. A file is a test suite. Its errors are failed tests;
 * without one there is a test that passed. All else that was found in it is its output. `now`: the time of the run.
 */
export function junitForm(version: string, now: Date): ReportForm<CheckedFile> {
  let id = 0;
  const timestamp = now.toISOString().slice(0, 19);
  const suite = (file: string, tests: readonly string[], failures: number, errors: number, output: string) =>
    `<testsuite name="${xml(file)}" package="memslot" id="${id++}" timestamp="${timestamp}" hostname="localhost" tests="${tests.length}" failures="${failures}" errors="${errors}" time="0">
<properties><property name="memslot" value="${xml(version)}"/></properties>
${tests.join('\n')}
<system-out>${xml(output)}</system-out>
<system-err></system-err>
</testsuite>
`;
  return {
    begin: '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n',
    file({ file, known: { findings } }) {
      const failed = findings
        .filter(({ severity }) => severity === 'error')
        .map((finding) => failedTest(file, finding));
      const others = findings.filter(({ severity }) => severity !== 'error');
      const passed = `<testcase name="check" classname="${xml(file)}" time="0"/>`;
      const output = others.map((finding) => findingText(file, finding, paintFor(false))).join('');
      return suite(file, failed.length > 0 ? failed : [passed], failed.length, 0, output);
    },
    unread(file, error) {
      const test = `<testcase name="check" classname="${xml(file)}" time="0"><error type="unreadable" message="${xml(error)}"/></testcase>`;
      return suite(file, [test], 0, 1, '');
    },
    between: '',
    end: () => '</testsuites>\n',
    needsFiles: false,
  };
}

function failedTest(file: string, finding: CheckedFinding): string {
  const { range, code, message } = finding;
  const name = `${code} ${range.start.line + 1}:${range.start.character + 1}`;
  const text = findingText(file, finding, paintFor(false));
  return `<testcase name="${name}" classname="${xml(file)}" time="0"><failure type="${code}" message="${xml(message)}">${xml(text)}</failure></testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  '\n': '&#10;',
};

/** A text in XML 1.0, which has no control characters but these, and no halves of characters. */
function xml(text: string): string {
  return text
    .split('\n')
    .map(printable)
    .join('\n')
    .toWellFormed()
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[<>&"\n]/g, (c) => ENTITIES[c]!);
}
