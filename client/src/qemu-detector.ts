import type { LineSource } from './trace-detector';

/** A program that takes QEMU's options. `kvm` alone is too common a word: it counts only where a command begins. */
const PROGRAM = /\bqemu-system-[a-z0-9_]+|\bqemu-kvm\b|(?:^|[;&|(]|\bsudo|\bexec)[ \t]*kvm[ \t]+-/;

/** An option that has to do with memory. */
const MEMORY_OPTION =
  /(?:^|[\s'"(=])--?(?:m|machine|M|object|numa|mem-path|mem-prealloc|device)(?=[\s=]|$)|memory-backend-/;

/**
 * Whether a script runs QEMU with an option that has to do with memory, as far as one can tell without reading it as a
 * shell does: at most `limit` characters are looked at. What it really says is for the server to find out.
 */
export function runsQemu(source: LineSource, limit: number): boolean {
  let program = false;
  let option = false;
  let left = limit;
  for (let line = 0; line < source.lineCount && left > 0; line++) {
    const text = source.lineText(line);
    left -= text.length + 1;
    // Comments are the commonest place of both words in scripts that do not run QEMU.
    if (/^\s*#/.test(text)) continue;
    program ||= PROGRAM.test(text);
    option ||= MEMORY_OPTION.test(text);
    if (program && option) return true;
  }
  return false;
}

/** Whether a line that was just written may make a script one that runs QEMU. */
export function mayRunQemu(text: string): boolean {
  return PROGRAM.test(text) || MEMORY_OPTION.test(text);
}
