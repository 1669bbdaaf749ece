import { readCode } from '../../model/code/read-code';
import { lowerHost } from '../../model/memslots/lower-host';
import { scopeOf } from '../../model/memslots/scope';
import { perObject } from '../../text/per-object';
import { spanOf } from '../../text/span';
import type { Settings } from '../settings';
import type { VmmFormat } from './vmm-format';

/** What there is to know of programs. */
export function codeFormat(language: 'c' | 'rust'): VmmFormat {
  return {
    language,
    read: (block, settings) => readCode(block, language, { host: hostIn(settings), rule: settings.defaults.rule }),
    comment({ block, start }, directive) {
      const { text } = block;
      const at = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1)) + 1;
      const [indent] = /^[ \t]*/.exec(text.slice(at, start))!;
      const newText = `${indent}// ${directive}${/\r\n?|\n|$/.exec(text)![0] || '\n'}`;
      return { span: spanOf(block, at, at), newText };
    },
  };
}

/** Under the same settings each time one and the same object. */
const hostIn = perObject(({ defaults }: Settings) => lowerHost([], defaults.host, scopeOf([]), []));
