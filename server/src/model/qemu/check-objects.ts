import type { OptionGroup } from '../../syntax/qemu/argument-list';
import type { Span } from '../../text/span';
import type { BackendWorld } from './backend-draft';
import { createBackend } from './create-backend';
import { byDefault } from './fact';
import type { Finding } from './finding';
import type { MemoryBackend } from './memory-backend';
import { readObject } from './memory-object';
import { propertiesOf } from './property';
import type { QemuSetting } from './qemu-setting';

/**
 * Makes objects one after the other as a running QEMU does that is told to (`object-add`, HMP's object_add), about whose
 * machine nothing is known. (qom/object_interfaces.c: user_creatable_add_qapi)
 */
export function checkObjects(
  groups: readonly OptionGroup[],
  setting: QemuSetting,
): { backends: readonly MemoryBackend[]; findings: readonly Finding[] } {
  const backends: MemoryBackend[] = [];
  const findings: Finding[] = [];
  const ids = new Map<string, Span>();
  const world: BackendWorld = {
    setting,
    canonicalNames: false,
    memPrealloc: byDefault<boolean>(undefined),
    hasObject: () => true,
    taken: new Map(),
    reserved: new Map(),
    mapped: 0n,
  };
  for (const group of groups) {
    const { object, findings: found } = readObject(propertiesOf(group), ids, setting);
    findings.push(...found);
    const made = createBackend(object, world);
    findings.push(...made.findings);
    if (made.backend) backends.push(made.backend);
  }
  return { backends, findings };
}
