import type { YamlValue } from '../../syntax/yaml/yaml-value';
import type { KubeDomain } from './kube-domain';
import { fieldOf, placeOf } from './kube-field';

/** What an object says about memory; `undefined`: it is none of KubeVirt's that does. */
export function readDomain(object: YamlValue): KubeDomain | undefined {
  const kind = fieldOf(object, ['kind']);
  const group = fieldOf(object, ['apiVersion']).text?.split('/')[0];
  const known = kind.text !== undefined && Object.hasOwn(KINDS, kind.text) ? KINDS[kind.text] : undefined;
  if (!known || known.group !== group) return undefined;
  const { template, machine, makes } = known;
  const spec = [...template, 'spec'];
  const path = makes === 'types' ? spec : [...spec, 'domain'];
  const inDomain = (...names: readonly string[]) => fieldOf(object, [...path, ...names]);
  const inMachine = (name: string) => fieldOf(object, [...(machine ?? spec), name]);
  const type = inMachine('instancetype');
  // Without these two it would be refused: it is meant to be merged into another object.
  const isStarted =
    !machine || inMachine('running').entry !== undefined || inMachine('runStrategy').entry !== undefined;
  return {
    kind: kind.text!,
    span: placeOf(kind),
    path: path.join('.'),
    isMachine: makes === undefined,
    isWhole: makes === undefined && isStarted && inDomain('devices').entry !== undefined,
    isTyped: machine !== undefined && !(type.isSure && !type.entry),
    guest: inDomain('memory', 'guest'),
    maxGuest: inDomain('memory', 'maxGuest'),
    requests: inDomain('resources', 'requests', 'memory'),
    limits: inDomain('resources', 'limits', 'memory'),
    hugepages: inDomain('memory', 'hugepages'),
    pageSize: inDomain('memory', 'hugepages', 'pageSize'),
    overcommit: inDomain('memory', 'overcommitPercent'),
    dedicated: inDomain('cpu', 'dedicatedCpuPlacement'),
    numa: inDomain('cpu', 'numa'),
    passthrough: inDomain('cpu', 'numa', 'guestMappingPassthrough'),
    realtime: inDomain('cpu', 'realtime'),
    launchSecurity: inDomain('launchSecurity'),
    architecture: fieldOf(object, [...spec, 'architecture']),
    memfd: fieldOf(object, [...template, 'metadata', 'annotations', 'kubevirt.io/memfd']),
  };
}

interface Kind {
  readonly group: string;
  /** What machines are made of; it has metadata and a spec of its own. */
  readonly template: readonly string[];
  /** The spec of a machine that is started and stopped. */
  readonly machine?: readonly string[];
  /** It is no machine, but merged into some, or a type of machines. */
  readonly makes?: 'parts' | 'types';
}

/** (KubeVirt, staging/src/kubevirt.io/api) */
const KINDS: { readonly [kind: string]: Kind } = {
  VirtualMachine: { group: 'kubevirt.io', template: ['spec', 'template'], machine: ['spec'] },
  VirtualMachineInstance: { group: 'kubevirt.io', template: [] },
  VirtualMachineInstanceReplicaSet: { group: 'kubevirt.io', template: ['spec', 'template'] },
  VirtualMachineInstancePreset: { group: 'kubevirt.io', template: [], makes: 'parts' },
  VirtualMachinePool: {
    group: 'pool.kubevirt.io',
    template: ['spec', 'virtualMachineTemplate', 'spec', 'template'],
    machine: ['spec', 'virtualMachineTemplate', 'spec'],
  },
  VirtualMachineInstancetype: { group: 'instancetype.kubevirt.io', template: [], makes: 'types' },
  VirtualMachineClusterInstancetype: { group: 'instancetype.kubevirt.io', template: [], makes: 'types' },
};
