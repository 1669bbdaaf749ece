import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { tokenizer } from 'acorn';
import fc from 'fast-check';
import { GENERATORS } from '../fuzz/generators';
import { startRawServer } from '../fuzz/raw-server';
import { builtServer } from './built-server';
import { until } from './client';
import { DOCUMENT_REQUESTS } from './requests';

// The server answers, and does nothing else: no network, no process, no file written, no program made of text.

const ROOT = path.join(__dirname, '..', '..');
const FORBID = ['--disallow-code-generation-from-strings', '--require', path.join(__dirname, 'forbid.cjs')];

test('through a session with documents of every kind nothing is done that is forbidden', async () => {
  const server = await startRawServer(FORBID);
  try {
    for (const { kind, text } of GENERATORS) {
      for (const [i, sample] of fc.sample(text, { seed: 7, numRuns: 5 }).entries()) {
        const uri = `file:///documents/${i}.${kind}`;
        const content = kind === 'shell' ? `${sample}\nqemu-system-x86_64 -readconfig vm.cfg\n` : sample;
        server.notify('textDocument/didOpen', { textDocument: { uri, languageId: kind, version: 1, text: content } });
        const position = { line: i, character: 4 };
        for (const [method, params] of DOCUMENT_REQUESTS)
          server.request(method, { ...params, textDocument: { uri }, position });
        await server.answered();
        await until('diagnostics', () => !server.isRunning() || server.published.has(uri));
        server.notify('textDocument/didClose', { textDocument: { uri } });
      }
    }
    assert.equal(await server.stop(), 0);
    assert.equal(server.complaints(), '');
  } finally {
    server.kill();
  }
});

test('what is forbidden would have been seen', () => {
  for (const code of [
    "require('fs').writeFileSync('x', '')",
    "require('fs/promises').writeFile('x', '')",
    "require('fs').openSync('x', 'w')",
    "require('child_process').spawn('true')",
    "require('net').connect(1)",
    "fetch('http://localhost')",
    "eval('1')",
    "new Function('1')",
  ]) {
    const { status } = spawnSync(process.execPath, [...FORBID, '-e', `${code}?.catch?.(() => process.exit(1))`]);
    assert.notEqual(status, 0, code);
  }
});

/** The names in a program, the modules of Node that it takes, and what it makes programs by. */
function wordsOf(program: string): { names: ReadonlySet<string>; required: ReadonlySet<string>; made: string[] } {
  const names = new Set<string>();
  const calls = new Map<string, Set<string>>();
  const made: string[] = [];
  const last: string[] = [];
  for (const token of tokenizer(program, { ecmaVersion: 'latest' })) {
    const { value } = token as unknown as { readonly value: unknown };
    const word = typeof value === 'string' ? value : token.type.label;
    const [before, dot] = [last.at(-1), last.at(-2)];
    if (token.type.label === 'name' && before !== '.') names.add(word);
    if (token.type.label === 'string' && before === '(' && dot && isBuiltin(word))
      calls.set(dot, (calls.get(dot) ?? new Set()).add(word.replace('node:', '')));
    // `Function(…)` and `new Function(…)`, but not `x instanceof Function`.
    if (word === '(' && before === 'Function' && dot !== '.' && dot !== 'function') made.push('Function');
    last.push(word);
    if (last.length > 2) last.shift();
  }
  // Whatever require() is called in a bundle: this program takes paths and URLs by it.
  const required = new Set(
    [...calls.values()].filter((taken) => taken.has('path') && taken.has('url')).flatMap((taken) => [...taken]),
  );
  return { names, required, made };
}

/** With the network, code from text, and other threads. */
const NAMES = ['eval', 'fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'SharedWorker'];

test('the bundle of the server names nothing that it may not use', async () => {
  const { names, required, made } = wordsOf(readFileSync(await builtServer(), 'utf8'));
  // Sockets are one of the ways in which the protocol's library can be spoken to, and processes one that it can look for modules by.
  const allowed = ['child_process', 'crypto', 'fs', 'fs/promises', 'net', 'os', 'path', 'process', 'url', 'util'];
  assert.ok(required.size > 0);
  assert.deepEqual(
    [...required].filter((name) => !allowed.includes(name)),
    [],
  );
  assert.deepEqual(
    [...NAMES, 'Worker'].filter((name) => names.has(name)),
    [],
  );
  assert.deepEqual(made, []);
});

test('the client trusts no Markdown, and has no names for the network or for code from text', () => {
  const folder = path.join(ROOT, 'client', 'src');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(path.join(folder, file), 'utf8');
    assert.doesNotMatch(text, /isTrusted|supportHtml|\bcommand:[a-z]/, file);
    for (const name of [...NAMES, 'child_process', 'node:http'])
      assert.doesNotMatch(text, new RegExp(`\\b${name}\\b`), `${name} in ${file}`);
  }
});
