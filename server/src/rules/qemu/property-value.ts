import type { MemoryBackend } from '../../model/qemu/memory-backend';
import type { ObjectValue } from '../../model/qemu/memory-object';

/** A property of a backend as its -object has it; `undefined` when it is not written. */
export function propertyValue(backend: MemoryBackend, name: string): ObjectValue | undefined {
  return backend.object?.values.find((value) => value.name === name);
}
