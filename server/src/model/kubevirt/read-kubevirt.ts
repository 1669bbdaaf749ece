import { readYaml } from '../../syntax/yaml/read-yaml';
import type { YamlValue } from '../../syntax/yaml/yaml-value';
import type { Block } from '../../text/block';
import type { BackingPage } from '../backing';
import type { VmmComment, VmmConfiguration, VmmFinding, VmmMachine, VmmSetting } from '../vmm/vmm-configuration';
import { checkDomain } from './check-domain';
import { checkNames } from './check-names';
import { decidingSize, type KubeDomain } from './kube-domain';
import { fieldOf, placeOf } from './kube-field';
import { kubeSettings } from './kube-settings';
import { readDomain } from './read-domain';

/** Reads the objects of KubeVirt in a stream of YAML documents, and in lists of objects. What is no such object is passed over. */
export function readKubevirt(block: Block): VmmConfiguration {
  const machines: VmmMachine[] = [];
  const settings: VmmSetting[] = [];
  const findings: VmmFinding[] = [];
  const comments: VmmComment[] = [];
  let isPreset = false;
  for (const [start, end] of documentsIn(block.text)) {
    const text = block.text.slice(start, end);
    // A template of Helm's becomes YAML only when it is filled in.
    if (text.includes('{{') || !/kubevirt\.io|memslot:/.test(text)) continue;
    const reading = readYaml(block, start, end);
    for (const { span, entry } of reading?.comments ?? []) comments.push({ span, target: entry?.span });
    for (const object of objectsIn(reading?.value)) {
      const domain = readDomain(object);
      if (!domain) continue;
      isPreset ||= domain.kind.endsWith('Preset');
      if (domain.isMachine) machines.push(machineOf(object, domain));
      settings.push(...kubeSettings(domain));
      findings.push(...checkDomain(domain), ...checkNames(object, domain));
    }
  }
  settings.sort((a, b) => a.name.start - b.name.start);
  // The machines that a preset is meant for have its memory.
  const said = isPreset ? findings.filter(({ code }) => code !== 'kubevirt-memory-missing') : findings;
  return { machines, settings, findings: [...new Map(said.map((one) => [keyOf(one), one])).values()], comments };
}

/** What stands in one place, an anchor, for several objects is said once. */
function keyOf({ code, span, message }: VmmFinding): string {
  return `${code} ${span.start} ${message}`;
}

/** Where the documents of a stream stand, with the lines `---` that they begin with. */
function documentsIn(text: string): readonly (readonly [start: number, end: number])[] {
  const marks = [...text.matchAll(/^(?:---|\.\.\.)(?=\s|$)/gm)];
  const starts = [0, ...marks.map(({ index, 0: mark }) => (mark === '---' ? index : index + 3))];
  return starts.map((start, i) => [start, marks[i]?.index ?? text.length]);
}

function objectsIn(value: YamlValue | undefined): readonly YamlValue[] {
  if (!value) return [];
  if (!fieldOf(value, ['kind']).text?.endsWith('List')) return [value];
  const items = fieldOf(value, ['items']).entry?.value;
  return items?.kind === 'list' ? items.items : [];
}

function machineOf(object: YamlValue, domain: KubeDomain): VmmMachine {
  const { span, passthrough, isTyped } = domain;
  const deciding = isTyped ? undefined : decidingSize(domain);
  const size = deciding?.size?.whole;
  const page = pageOf(domain);
  const nodes = passthrough.isSure && !passthrough.entry && !isTyped ? [] : undefined;
  const place = deciding?.entry ? placeOf(deciding) : span;
  return {
    name: fieldOf(object, ['metadata', 'name']).text ?? domain.kind,
    span,
    memory: [{ name: 'memory', span: place, size, page, nodes }],
    complete: size !== undefined && page.kind !== 'unknown',
    kvm: undefined,
  };
}

/** What the host has the memory on: without huge pages anonymous memory, for which QEMU asks for transparent ones. */
function pageOf({ hugepages, pageSize, isTyped }: KubeDomain): BackingPage {
  if (hugepages.isSure && !hugepages.entry && !isTyped) return { kind: 'thp' };
  const size = pageSize.size?.bytes;
  return size !== undefined && size > 0n ? { kind: 'hugetlb', size } : { kind: 'unknown' };
}
