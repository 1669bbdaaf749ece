import type { YamlEntry } from '../../syntax/yaml/yaml-value';
import { type Span, spanOf, spanText } from '../../text/span';
import { formatSize } from '../format';
import type { Repair } from '../libvirt/libvirt-finding';
import type { KubeDomain } from './kube-domain';
import { type KubeField, placeOf } from './kube-field';

/** Writes other texts, or sizes in bytes, as the values of fields, with the quotes that they had. */
export function change(fields: readonly (readonly [KubeField, string | bigint])[]): Repair {
  const texts = fields.map(([, to]) => (typeof to === 'string' ? to : writeKubeSize(to)));
  const edits = fields.map(([field, _], i) => {
    const span = placeOf(field);
    const quote = /^["']?/.exec(spanText(span))![0];
    return { span, newText: quote + texts[i] + quote };
  });
  const names = fields.map(([{ path }]) => path.split('.').slice(-2).join('.'));
  return { title: `Change ${names.join(' and ')} to ${texts[0]}`, edits };
}

/** Gives a size other values, and with it whatever has the same value or has to be as large. */
export function resize(domain: KubeDomain, field: KubeField, sizes: readonly bigint[]): readonly Repair[] {
  const { guest, requests, limits } = domain;
  const old = field.size!.bytes;
  return sizes
    .filter((size) => size > 0n)
    .map((size) => {
      const others = [guest, requests, limits].filter(
        (other) =>
          other !== field && other.size && (other.size.bytes === old || (other === limits && other.size.bytes < size)),
      );
      return change([field, ...others].map((one) => [one, size] as const));
    });
}

/** Puts lines before the one that an entry begins; nothing, where that begins with something else. */
export function insertBefore(entry: YamlEntry | undefined, ...lines: readonly string[]): readonly Repair[] {
  if (!entry) return [];
  const { block, start } = entry.key.span;
  const indent = block.text.slice(lineStart(entry.key.span), start);
  if (indent.trim() !== '') return [];
  const newText = lines.map((line) => line + lineEnd(entry.key.span) + indent).join('');
  return [
    {
      title: `Add ${lines.map((line) => line.trim()).join(' ')}`,
      edits: [{ span: spanOf(block, start, start), newText }],
    },
  ];
}

/** Takes out the lines of a field; nothing, where something else stands on them. */
export function remove({ entry }: KubeField): readonly Repair[] {
  const { block, start } = entry!.key.span;
  const from = lineStart(entry!.key.span);
  const after = block.text.indexOf('\n', entry!.span.end);
  const to = after < 0 ? block.text.length : after + 1;
  if ((block.text.slice(from, start) + block.text.slice(entry!.span.end, to)).trim() !== '') return [];
  return [{ title: `Remove ${entry!.key.text}`, edits: [{ span: spanOf(block, from, to), newText: '' }] }];
}

/** `2Gi`, `2047Mi`, `513`. */
function writeKubeSize(bytes: bigint): string {
  return formatSize(bytes).replace(/ |B/g, '');
}

function lineStart({ block, start }: Span): number {
  return start === 0 ? 0 : block.text.lastIndexOf('\n', start - 1) + 1;
}

function lineEnd({ block, start }: Span): string {
  const end = block.text.indexOf('\n', start);
  return block.text[end - 1] === '\r' ? '\r\n' : '\n';
}
