import { VOCABULARY } from '../hover/vocabulary';
import type { CompletionItem } from './completion-item';

const { keywords } = VOCABULARY;

const item = (word: keyof typeof keywords, snippet: string): CompletionItem => ({
  kind: 'keyword',
  label: word,
  detail: keywords[word].summary,
  documentation: keywords[word].text,
  insert: word === 'Slot' ? 'Slot#' : `${word} `,
  snippet,
});

/** What a declaration can begin with. `slotId`: the id that the next slot would have. */
export function keywordItems(slotId: bigint): readonly CompletionItem[] {
  return [
    item('Slot', `Slot#\${1:${slotId}}(\${2:name}): gpa=\${3:0x0}, size=\${4:2G}$0`),
    item(
      'backing',
      `backing \${1:ram} type=\${2|memfd,anon,file,guest_memfd|} page=\${3|2M,1G,thp,4K|} size=\${4:8G}$0`,
    ),
    item('let', `let \${1:totalsize} = \${2:8G}$0`),
    item('host', `host arch=\${1|x86_64,arm64,riscv64,loongarch64,s390x,ppc64|} kernel=\${2:6.18}$0`),
    item('rule', `rule \${1:upstream}$0`),
    item('machine', `machine \${1:name}$0`),
    item('private', `private gpa=\${1:0x0} size=\${2:2M}$0`),
    item('shared', `shared gpa=\${1:0x0} size=\${2:2M}$0`),
  ];
}
