// Records whether libxml2 takes small texts for well-formed XML.
//
//   node test/conformance/record/record-xmllint.mjs < CASES > ANSWERS
//
// CASES: one JSON string a line. ANSWERS: one JSON object a line, in the form of vectors/xml-well-formed.jsonl. `error` is
// the first one that xmllint (of the package libxml2-utils) names, without the place.
import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === '') continue;
  const xml = JSON.parse(line);
  const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', '-'], { input: xml, encoding: 'utf8' });
  // 0: well-formed, 1: not. Anything else is no answer.
  if (status !== 0 && status !== 1) {
    process.stderr.write(`${status} ${line}\n`);
    continue;
  }
  const [, error] = /parser error : (.*)/.exec(stderr) ?? [];
  process.stdout.write(`${JSON.stringify({ xml, wellFormed: status === 0, ...(status === 0 ? {} : { error }) })}\n`);
}
