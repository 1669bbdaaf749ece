import { type GeneratedText, placeBehind } from './generated-text';

/** How a text of another language is made: a head, as many blocks as fit, a tail. */
interface Form {
  readonly head: readonly string[];
  readonly block: (i: number) => readonly string[];
  readonly tail: readonly string[];
  /** What stands before a name or comment, and before a number, in a block. */
  readonly name: string;
  readonly number: string;
}

const FORMS = {
  json: {
    head: ['{', '  "version": 1,', '  "machines": ['],
    block: (i) => [
      '    {',
      `      "name": "machine${i}",`,
      `      "memory": ${1024 + i},`,
      `      "disks": ["disk${i}a.qcow2", "disk${i}b.qcow2"],`,
      '      "network": { "bridge": "br0", "model": "virtio" },',
      '      "autostart": true',
      '    },',
    ],
    tail: ['    { "name": "last", "memory": 512 }', '  ]', '}', ''],
    name: '"name": "machine',
    number: '"memory": ',
  },
  yaml: {
    head: ['version: 1', 'machines:'],
    block: (i) => [
      `  - name: machine${i}`,
      `    memory: ${1024 + i}`,
      '    disks:',
      `      - disk${i}a.qcow2`,
      `      - disk${i}b.qcow2`,
      '    network:',
      '      bridge: br0',
      '      model: virtio',
      '    autostart: true',
    ],
    tail: [''],
    name: 'name: machine',
    number: 'memory: ',
  },
  dockerfile: {
    head: ['FROM debian:12 AS base', 'WORKDIR /srv'],
    block: (i) => [
      '',
      `# Machine ${i}: what it runs and what it listens to.`,
      `FROM base AS machine${i}`,
      `ENV MACHINE=machine${i} DISK=/var/lib/machines/disk${i}.qcow2`,
      `COPY disk${i}.qcow2 /var/lib/machines/`,
      `RUN mkdir -p "/run/machine${i}" \\`,
      `  && touch "/run/machine${i}/pid"`,
      `EXPOSE ${1024 + i}`,
    ],
    tail: ['', 'FROM base', 'CMD ["/bin/true"]', ''],
    name: '# Machine ',
    number: 'EXPOSE ',
  },
} satisfies Record<string, Form>;

/** A text of a language that is not ours, without mistakes, for the servers that ours is compared with. */
export function generateOther(language: keyof typeof FORMS, bytes: number): GeneratedText {
  const { head, block, tail, name, number }: Form = FORMS[language];
  const lines = [...head];
  const lengthOf = (added: readonly string[]) => added.reduce((sum, line) => sum + line.length + 1, 0);
  let length = lengthOf(head) + lengthOf(tail);
  for (let i = 0; length < bytes; i++) {
    const added = block(i);
    lines.push(...added);
    length += lengthOf(added);
  }
  lines.push(...tail);
  const half = lines.length >> 1;
  const behind = (word: string) => {
    const line = lines.findIndex((text, at) => at >= half && text.includes(word));
    return placeBehind(lines, line, word);
  };
  return {
    text: lines.join('\n'),
    typing: [
      { position: behind(name), character: '1' },
      { position: behind(number), character: '1' },
    ],
    ask: behind(number),
  };
}
