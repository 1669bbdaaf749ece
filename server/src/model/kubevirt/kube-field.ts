import type { YamlEntry, YamlValue } from '../../syntax/yaml/yaml-value';
import type { Span } from '../../text/span';
import { type KubeQuantity, readKubeQuantity } from './kube-quantity';

/** What is known of one field of an object. */
export interface KubeField {
  /** `spec.domain.memory.guest` */
  readonly path: string;
  /** Whether it is written is known: nothing is merged into what it would stand in. */
  readonly isSure: boolean;
  /** It is written, and not `null`. */
  readonly entry: YamlEntry | undefined;
  /** Its text, as far as that is known. */
  readonly text: string | undefined;
  /** As a size; `null`: it should be one, and is not. */
  readonly size: KubeQuantity | null | undefined;
}

/** The field of a path. */
export function fieldOf(object: YamlValue | undefined, path: readonly string[]): KubeField {
  let value = object;
  let entry: YamlEntry | undefined;
  const name = path.join('.');
  const absent = (isSure: boolean): KubeField => ({
    path: name,
    isSure,
    entry: undefined,
    text: undefined,
    size: undefined,
  });
  for (const key of path) {
    if (isNull(value)) return absent(true);
    if (value?.kind !== 'map') return absent(false);
    const found = value.entries.filter((member) => member.key.text === key);
    // kubectl refuses what is there twice.
    if (found.length > 1) return absent(false);
    entry = found[0];
    if (!entry) return absent(value.entries.every((member) => member.key.text !== '<<'));
    value = entry.value;
  }
  if (isNull(value)) return absent(true);
  const scalar = value?.kind === 'scalar' ? value : undefined;
  // Without quotes a number is one of YAML's: only those of digits mean the same everywhere.
  const isOther = scalar?.isPlain && OTHER_NUMBER.test(scalar.text);
  const text = isOther ? undefined : scalar?.text;
  return { path: name, isSure: true, entry, text, size: text === undefined ? undefined : readKubeQuantity(text) };
}

/** Where the value of a field stands that is written. */
export function placeOf({ entry }: KubeField): Span {
  return entry!.value?.span ?? entry!.key.span;
}

/** Numbers of YAML's but those that are only digits. */
const OTHER_NUMBER = /^(?![-+]?(?:0|[1-9]\d*)$)[-+]?(?:0[xob]\w*|[\d._]+(?:e[-+]?\d+)?)$/i;

/** Whether nothing is written. */
function isNull(value: YamlValue | undefined): boolean {
  return (
    value === undefined || (value.kind === 'scalar' && value.isPlain && /^(?:~|null|Null|NULL)?$/.test(value.text))
  );
}
