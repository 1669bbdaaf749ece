// Moves options of command lines into files for -readconfig, at the places where they stood.
//
//   node test/conformance/record/qemu-cases.mjs x86 200 7 | node test/conformance/record/move-to-files.mjs [SEED] | …
//
// Reads cases as record-qemu.mjs takes them and writes some of them again, with `files`: text by name. What a file cannot
// say (JSON, bare words), and memory whose pages depend on the host, is left where it is or out.
import { createInterface } from 'node:readline';

let state = BigInt(process.argv[2] ?? '1');
function random(n) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & ((1n << 64n) - 1n);
  return Number((state >> 33n) % BigInt(n));
}

/** The group of an option, and the key of a first word without one. */
const GROUPS = {
  '-object': ['object', 'qom-type'],
  '-device': ['device', 'driver'],
  '-m': ['memory', 'size'],
  '-M': ['machine', 'type'],
  '-machine': ['machine', 'type'],
  '-numa': ['numa', 'type'],
};

for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === '' || /hugetlb|mem-path|thread-context|prealloc/.test(line)) continue;
  const moved = moveOptions(JSON.parse(line));
  if (moved) process.stdout.write(`${JSON.stringify(moved)}\n`);
}

/** The options from one place to another, or those alone that a file can say; nothing when there are none. */
function moveOptions([program, ...words]) {
  const options = [];
  for (let i = 0; i < words.length; i++) {
    const takesValue = words[i] !== '-nodefaults' && i + 1 < words.length;
    options.push(takesValue ? [words[i], words[++i]] : [words[i]]);
  }
  const files = {};
  const argv = [program];
  let open;
  for (const option of options) {
    const text = random(100) < 60 ? groupOf(option) : undefined;
    if (text === undefined) {
      argv.push(...option);
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = `${Object.keys(files).length}.cfg`;
      argv.push('-readconfig', open);
      files[open] = '';
    }
    files[open] += text;
  }
  return Object.keys(files).length > 0 ? { argv, files } : undefined;
}

function groupOf([option, value]) {
  const known = GROUPS[option];
  if (!known || value.startsWith('{') || value.includes('"')) return undefined;
  const [group, implied] = known;
  const entries = value.split(',').map((part, i) => {
    const equals = part.indexOf('=');
    if (equals < 0) return i === 0 ? [implied, part] : [part, undefined];
    return [part.slice(0, equals), part.slice(equals + 1)];
  });
  if (entries.some(([key, text]) => key === '' || text === undefined)) return undefined;
  const id = group === 'object' || group === 'device' ? entries.find(([key]) => key === 'id') : undefined;
  const header = id && id[1] !== '' && random(2) === 0 ? `[${group} "${id[1]}"]` : `[${group}]`;
  const lines = entries.filter((entry) => !header.includes('"') || entry !== id);
  return `${header}\n${lines.map(([key, text]) => `  ${key} = "${text}"\n`).join('')}`;
}
