import type { Block } from '../../text/block';
import { type Span, spanOf } from '../../text/span';

/** A line `key: value`. */
export interface ConfSetting {
  readonly key: string;
  readonly name: Span;
  readonly value: Span;
  readonly text: string;
  /** The whole line, with its end. */
  readonly line: Span;
}

/** What a `qemu-server/VMID.conf` says of the machine as it is to run. */
export interface ConfFile {
  /** In the order of the text. */
  readonly settings: readonly ConfSetting[];
  /** Lines that are nothing. */
  readonly unreadable: readonly Span[];
  readonly comments: readonly Span[];
  /** Whether it is a template for such a file. */
  readonly templated: boolean;
}

/**
 * Reads what stands before the first section: the sections are of snapshots and of changes that wait. A `#` begins a comment
 * at the start of a line only. (qemu-server, src/PVE/QemuServer.pm: parse_vm_config)
 */
export function readConf(block: Block): ConfFile {
  const { text } = block;
  const settings: ConfSetting[] = [];
  const unreadable: Span[] = [];
  const comments: Span[] = [];
  let start = 0;
  for (let next = 0; start < text.length; start = next) {
    next = text.indexOf('\n', start) + 1 || text.length;
    let end = next;
    while (end > start && BLANK.test(text[end - 1]!)) end--;
    if (end === start) continue;
    if (text[start] === '[' && text[end - 1] === ']') break;
    if (text[start] === '#') comments.push(spanOf(block, start, end));
    else {
      const line = text.slice(start, end);
      const key = KEY.exec(line)?.[1];
      let from = start + (key ?? '').length + 1;
      while (from < end && BLANK.test(text[from]!)) from++;
      if (key === undefined || from >= end) unreadable.push(spanOf(block, start, end));
      else
        settings.push({
          key,
          name: spanOf(block, start, start + key.length),
          value: spanOf(block, from, end),
          text: text.slice(from, end),
          line: spanOf(block, start, next),
        });
    }
  }
  return { settings, unreadable, comments, templated: /\{%|<%/.test(text.slice(0, start)) };
}

const BLANK = /[ \t\r\n\f\v]/;
const KEY = /^([a-z][a-z_-]*\d*):/;
