/** The options of a command line that set memory, taken apart; of the others nothing is left. */
export function memoryOptions(argv) {
  const words = shellWords(argv);
  const options = [];
  for (let i = 0; i < words.length; i++) {
    const option = words[i];
    if (option === '-mem-prealloc') options.push({ option });
    if (!VALUED.has(option)) continue;
    const value = words[++i];
    const taken = VALUED.get(option)(option === '-mem-path' ? value : takenApart(value));
    if (taken !== undefined) options.push({ option, value: taken });
  }
  return options;
}

const MACHINE_KEYS = ['dump-guest-core', 'mem-merge', 'memory-backend', 'memory-encryption', 'nvdimm', 'hmat'];
const MACHINE_KEY_OF_ANY_NUMBER = /^(?:sgx-epc|confidential-guest-support)/;
const MEMORY_OBJECT = /^(?:memory-backend-.*|thread-context|.*-guest|s390-pv-guest)$/;
const PCI_DEVICE = /^(?:virtio-|ivshmem)/;
const MEMORY_DEVICE = /^(?:pc-dimm|nvdimm|virtio-(?:p?mem)(?:-.*)?|ivshmem.*)$/;

const VALUED = new Map([
  ['-machine', (value) => (value === undefined ? undefined : only(value, machineKey))],
  ['-m', (value) => value],
  ['-overcommit', (value) => value],
  ['-mem-path', (value) => shortPath(value)],
  ['-object', (value) => (MEMORY_OBJECT.test(value['qom-type'] ?? value['']) ? withShortPath(value) : undefined)],
  ['-numa', (value) => value],
  [
    '-device',
    (value) => {
      const driver = value.driver ?? value[''];
      return MEMORY_DEVICE.test(driver) ? only(value, notPlace(driver)) : undefined;
    },
  ],
]);

const machineKey = (key) => MACHINE_KEYS.includes(key) || MACHINE_KEY_OF_ANY_NUMBER.test(key);
/** Where a PCI device is, and the UUID that libvirt makes up for an NVDIMM of ppc64, say nothing about memory. */
const notPlace = (driver) => (key) =>
  !['bus', 'multifunction', 'uuid'].includes(key) && !(key === 'addr' && PCI_DEVICE.test(driver));

function only(value, keep) {
  const entries = Object.entries(value).filter(([key]) => keep(key));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/**
 * A value as libvirt wrote it: JSON as it is, but for numbers that JavaScript would round, which become strings; key=value
 * words as strings, the leading bare word with the key "".
 */
function takenApart(value) {
  if (value.startsWith('{')) return JSON.parse(value.replace(/(?<=:)\d{16,}(?=[,}])/g, '"$&"'));
  const members = {};
  for (const word of value.replaceAll(',,', '\0').split(',')) {
    const text = word.replaceAll('\0', ',');
    const equals = text.indexOf('=');
    const [key, content] = equals < 0 ? ['', text] : [text.slice(0, equals), text.slice(equals + 1)];
    // What comes again (cpus=0,cpus=2) is kept in one string.
    members[key] = key in members ? `${members[key]},${content}` : content;
  }
  return members;
}

function withShortPath(value) {
  return 'mem-path' in value ? { ...value, 'mem-path': shortPath(value['mem-path']) } : value;
}

/**
 * A path without the folder that is the domain's own, which has the number of its run; the folder in which a session
 * keeps memory files is the one that a libvirt of its own root has.
 */
function shortPath(path) {
  return path.replace(/\/-?\d+-[^/]*(?:\/[^/]*)?$/, '').replace(/^.*\/libvirt\/qemu\/ram$/, '/lib/qemu/ram');
}

/** The words of a POSIX shell line as libvirt quotes them: single quotes and backslashes; assignments come first. */
function shellWords(text) {
  const words = [];
  for (const match of text.replaceAll('\\\n', ' ').matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g)) {
    words.push(
      match[0].replace(
        /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/g,
        (_, single, double, escaped) => single ?? escaped ?? double.replace(/\\(.)/g, '$1'),
      ),
    );
  }
  return words;
}
