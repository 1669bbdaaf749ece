import { formatSize } from '../../model/format';
import type { MemoryBackend } from '../../model/qemu/memory-backend';
import { propertyText } from '../../model/qemu/property';
import { type Span, spanOf } from '../../text/span';
import { defineRule, type Edit, type Fix } from '../define-rule';
import { freeId, groupOf, guestBackends, nameOfBackend } from './backend-uses';
import { lastGroup, removeOption, replaceOption, setMachineProperty, setProperty, withSuffix } from './property-edits';
import type { QemuFacts } from './qemu-facts';

/** A device that another process serves, and the guest's memory that this process cannot see. */
interface Unshared {
  readonly driver: string;
  readonly span: Span;
  readonly ivshmem: boolean;
  readonly backends: readonly MemoryBackend[];
}

/** More backends than this are counted in the message. */
const MOST_NAMED = 4;

/** More places than this are no help. */
const MOST_RELATED = 32;

export const unsharedMemory = defineRule({
  id: 'unshared-memory',
  severity: 'warning',
  scope: 'qemu',
  summary: 'Another process is to use memory of the guest that is private to QEMU.',
  why: `A vhost-user device (virtiofs among them), \`-netdev vhost-user\` and ivshmem hand the guest's memory to another process as file
descriptors. Memory with \`share=off\`, which is the default of \`memory-backend-ram\`, of \`memory-backend-file\` and of a plain \`-m\`, is
mapped \`MAP_PRIVATE\`: the other process sees an old copy, or gets no descriptor at all. **QEMU says nothing.** It starts, and what fails is the
daemon or the driver in the guest: virtiofsd ends with \`HandleRequest(InvalidParam)\`, the disk stays empty, the network is silent.

*All* memory of the guest has to be shared: every NUMA node and every DIMM. Write \`share=on\` for each backend; instead of a plain \`-m\` use
\`-object memory-backend-memfd,id=mem,size=4G,share=on -machine memory-backend=mem\`.`,
  references: [
    'hw/virtio/vhost-user.c: vhost_user_mem_section_filter',
    'hw/misc/ivshmem.c: ivshmem_plain_realize',
    'system/physmem.c: qemu_ram_alloc_from_fd',
  ],
  examples: {
    valid: [
      'qemu-system-x86_64 -enable-kvm -m 4G -object memory-backend-ram,id=m,size=4G,share=on -machine memory-backend=m -chardev socket,id=c,path=/run/fs.sock -device vhost-user-fs-pci,chardev=c,tag=host\n',
      'qemu-system-x86_64 -enable-kvm -m 4G -device virtio-net-pci,netdev=n -netdev user,id=n\n',
    ],
    invalid: [
      'qemu-system-x86_64 -enable-kvm -m 4G \\\n  -object memory-backend-file,id=m,size=4G,mem-path=/dev/hugepages -machine memory-backend=m \\\n  -chardev socket,id=c,path=/run/fs.sock -device vhost-user-fs-pci,chardev=c,tag=host\n',
      'qemu-system-x86_64 -enable-kvm -m 4G -chardev socket,id=c,path=/run/fs.sock -device vhost-user-fs-pci,chardev=c,tag=host\n',
      'qemu-system-x86_64 -enable-kvm -m 4G -object memory-backend-ram,id=s,size=16M -device ivshmem-plain,memdev=s\n',
    ],
  },
  check: findUnshared,
  report({ driver, span, ivshmem, backends }) {
    const known = backends.every((backend) => backend.size.value !== undefined);
    const size = backends.reduce((sum, backend) => sum + (backend.size.value ?? 0n), 0n);
    const rest = backends.length - MOST_NAMED;
    const names = `${backends.slice(0, MOST_NAMED).map(nameOfBackend).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
    const who = ivshmem ? 'no other process can see' : 'the process behind it cannot see';
    return {
      span,
      message: `${driver} shares memory with another process, but ${names}${known ? ` (${formatSize(size)})` : ''} ${backends.length === 1 ? 'is' : 'are'} private to QEMU (share=off): ${who} what the guest writes there. QEMU starts without a word. Use share=on.`,
      related: backends.slice(0, MOST_RELATED).map((backend) => ({
        span: backend.share.span ?? backend.idSpan,
        message: `${nameOfBackend(backend)}: private memory`,
      })),
    };
  },
  fixes: ({ backends }, facts) => [...useSharedBackend(backends, facts), ...shareAll(backends, facts)],
});

function findUnshared(facts: QemuFacts): Unshared[] {
  const { config, backends } = facts.started;
  const found: Unshared[] = [];
  const isPrivate = (backend: MemoryBackend) => backend.share.value === false;
  const unshared = guestBackends(facts).filter(isPrivate);
  for (const { driver, driverSpan, type, list } of config.devices) {
    if (type.kind === 'ivshmem') {
      const id = propertyText(list.properties.find((property) => property.name === 'memdev'));
      const memory = backends.filter((backend) => backend.id !== undefined && backend.id === id && isPrivate(backend));
      if (memory.length > 0) found.push({ driver, span: driverSpan, ivshmem: true, backends: memory });
    } else if (driver.startsWith('vhost-user-') && unshared.length > 0)
      found.push({ driver, span: driverSpan, ivshmem: false, backends: unshared });
  }
  if (unshared.length === 0) return found;
  for (const list of config.vhostUserNetdevs) {
    const type = list.properties.find((property) => property.name === 'type');
    found.push({
      driver: '-netdev vhost-user',
      span: type?.valueSpan ?? list.span,
      ivshmem: false,
      backends: unshared,
    });
  }
  return found;
}

/** share=on for each of them; what QEMU makes itself becomes a backend. */
function shareAll(backends: readonly MemoryBackend[], facts: QemuFacts): Fix[] {
  const edits: Edit[] = [];
  for (const backend of backends) {
    if (backend.object) {
      const edit = setProperty(groupOf(facts, backend), 'share', true);
      if (!edit) return [];
      edits.push(edit);
    } else {
      const made = makeBackend(backend, facts);
      if (!made) return [];
      edits.push(...made);
    }
  }
  const own = backends.some((backend) => !backend.object);
  const names = backends.filter((backend) => backend.object).map((backend) => backend.id);
  const title = own
    ? 'Make the RAM a shared memory backend'
    : `Share ${names.length === 1 ? names[0] : 'all of them'} (share=on)`;
  return [{ title, edits, preferred: true }];
}

/** A shared backend in place of the memory of -m, or of -mem-path. */
function makeBackend(backend: MemoryBackend, facts: QemuFacts): Edit[] | undefined {
  const { config } = facts.started;
  const size = backend.size.value;
  if (size === undefined) return undefined;
  const id = freeId(facts);
  const named = setMachineProperty(facts, 'memory-backend', id);
  if (!named) return undefined;
  const path = config.memPath;
  if (!path.span) {
    const memory = facts.options.filter((group) => group.option === 'm').at(-1);
    const at = memory?.span ?? config.span;
    const text = ` -object memory-backend-memfd,id=${id},size=${withSuffix(size)},share=on`;
    return [{ span: spanOf(at.block, at.end, at.end), newText: text }, named];
  }
  if (path.value === undefined) return undefined;
  const value = path.value.replaceAll(',', ',,');
  const text = `-object memory-backend-file,id=${id},size=${withSuffix(size)},mem-path=${value},share=on`;
  const replaced = /[^\w./,:=@-]/.test(text.slice(8)) ? undefined : replaceOption(lastGroup(facts, 'mem-path'), text);
  return replaced ? [replaced, named] : undefined;
}

/** Often the shared backend is there already, and nothing makes it the RAM. */
function useSharedBackend(backends: readonly MemoryBackend[], facts: QemuFacts): Fix[] {
  const { started } = facts;
  const own = backends.find((backend) => !backend.object);
  if (!own || backends.length > 1) return [];
  return started.backends
    .filter(
      (backend) =>
        backend.object && backend.share.value === true && backend.size.value === started.ramSize && backend.id,
    )
    .flatMap((backend) => {
      const edit = setMachineProperty(facts, 'memory-backend', backend.id!);
      const path = started.config.memPath.span ? [removeOption(lastGroup(facts, 'mem-path'))] : [];
      if (!edit || path.includes(undefined)) return [];
      return [
        {
          title: `Make ${backend.id} the RAM (memory-backend=${backend.id})`,
          edits: [edit, ...(path as Edit[])],
          preferred: true,
        },
      ];
    });
}
