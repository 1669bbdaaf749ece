import type { YamlValue } from '../../syntax/yaml/yaml-value';
import { nearestWord } from '../../text/nearest-word';
import type { VmmFinding } from '../vmm/vmm-configuration';
import type { KubeDomain } from './kube-domain';
import { fieldOf } from './kube-field';

/** Names that are nearly those of fields. What is like none of them may be of another version. */
export function checkNames(object: YamlValue, { path }: KubeDomain): readonly VmmFinding[] {
  return Object.entries(NAMES).flatMap(([parent, names]) => {
    const map = fieldOf(object, [...path.split('.'), ...parent.split('.')]);
    const value = map.entry?.value;
    if (value?.kind !== 'map') return [];
    return value.entries.flatMap(({ key }): readonly VmmFinding[] => {
      const near = names.includes(key.text) ? undefined : nearestWord(key.text, names);
      // Both are there: it is no misspelling of the one.
      if (near === undefined || value.entries.some((other) => other.key.text === near)) return [];
      return [
        {
          code: 'kubevirt-unknown-field',
          span: key.span,
          message: `There is no ${key.text} in ${parent}, but ${near}.`,
          said: `unknown field "${map.path}.${key.text}"`,
          repairs: [{ title: `Change to ${near}`, edits: [{ span: key.span, newText: near }] }],
        },
      ];
    });
  });
}

/** (KubeVirt, staging/src/kubevirt.io/api/core/v1/schema.go) */
const NAMES: { readonly [parent: string]: readonly string[] } = {
  memory: ['guest', 'maxGuest', 'hugepages', 'reservedOverhead', 'overcommitPercent'],
  'memory.hugepages': ['pageSize'],
  resources: ['requests', 'limits', 'overcommitGuestOverhead', 'claims'],
  'resources.requests': ['memory', 'cpu'],
  'resources.limits': ['memory', 'cpu'],
  'cpu.numa': ['guestMappingPassthrough'],
};
