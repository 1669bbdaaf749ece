import type { TextOrigin } from './detect-qemu';

/** Kinds of files of other hypervisors, and of what manages them. The rules about each begin with its name. */
export const VMM_KINDS = ['firecracker', 'proxmox', 'cloud-hypervisor', 'kubevirt', 'c', 'rust'] as const;

export type VmmKind = (typeof VMM_KINDS)[number];

/** At most so many characters are looked at. */
const LONGEST_LOOK = 65_536;

/**
 * Whether a text is a configuration of another hypervisor than QEMU that says something about guest memory. A cheap look at
 * its beginning, as strict as its format allows.
 */
export function detectVmm(text: string, origin: TextOrigin = {}): VmmKind | undefined {
  const look = text.length > LONGEST_LOOK ? text.slice(0, LONGEST_LOOK) : text;
  return VMM_KINDS.find((kind) => DETECTORS[kind](look, origin));
}

const DETECTORS: { readonly [K in VmmKind]: (text: string, origin: TextOrigin) => boolean } = {
  firecracker: (text, origin) =>
    isJson(origin) &&
    (/"machine-config"\s*:\s*\{/.test(text) || (/"mem_size_mib"\s*:/.test(text) && /"vcpu_count"\s*:/.test(text))),
  proxmox: (text, { name = '', languageId }) =>
    /[/\\]qemu-server[/\\]\d+\.conf$/.test(name) ||
    (/^(?:properties|(?:dos)?ini|conf|plaintext)?$/.test(languageId ?? '') &&
      (name === '' || (name.endsWith('.conf') && !/[/\\]lxc[/\\]/.test(name))) &&
      isProxmox(text)),
  'cloud-hypervisor': (text, origin) =>
    isJson(origin) &&
    /"memory"\s*:\s*\{/.test(text) &&
    /"boot_vcpus"\s*:|"payload"\s*:\s*\{\s*"(?:kernel|firmware|initramfs|cmdline|igvm)"/.test(text),
  kubevirt: (text, origin) =>
    isYaml(origin) &&
    /^\ufeff?[ \t-]*apiVersion:[ \t]*["']?(?:(?:instancetype|pool)\.)?kubevirt\.io\//m.test(text) &&
    /^\ufeff?[ \t-]*kind:[ \t]*["']?VirtualMachine/m.test(text),
  c: (text, origin) => programLanguage(origin) === 'c' && C_REGION.test(text),
  rust: (text, origin) => programLanguage(origin) === 'rust' && RUST_REGION.test(text),
};

/** Settings that say what a virtual machine of Proxmox is made of, several of them. A container has others, and so has INI. */
function isProxmox(text: string): boolean {
  const section = text.search(/^\[/m);
  const main = section < 0 ? text : text.slice(0, section);
  const marks = main.match(
    /^(?:ostype|scsihw|smbios1|vmgenid|meta|bootdisk|boot|net\d+|scsi\d+|virtio\d+|ide\d|sata\d|hostpci\d+): /gm,
  );
  return (
    marks !== null &&
    new Set(marks).size > 1 &&
    marks.some((mark) => !/^(?:ostype|net)/.test(mark)) &&
    !/^(?:rootfs|unprivileged|lxc\.[\w.]+): |^[ \t]*[\w.-]+[ \t]*=/m.test(main)
  );
}

/** A variable of the struct, or one that is made of it: not its definition, and no parameter. */
const C_REGION = /\bkvm_userspace_memory_region2?(?:\s*\)\s*\{|\s*\{\s*[.}\d]|[\s*]+\w+\s*[=;[{])/;
const RUST_REGION = /(?:^|[=(&:,[{;])[ \t]*kvm_userspace_memory_region2?(?:\s*\{|::default\b|\s*=)/m;

/** The language that a text is a program in. Whatever else its strings may hold, it is nothing else. */
export function programLanguage({ name = '', languageId }: TextOrigin): 'c' | 'rust' | undefined {
  if (languageId === undefined ? /\.(?:c|h|cc|cpp|cxx|hh|hpp)$/i.test(name) : /^c(?:pp)?$/.test(languageId)) return 'c';
  return (languageId === undefined ? /\.rs$/.test(name) : languageId === 'rust') ? 'rust' : undefined;
}

/** A text without a name may be anything. */
function isJson({ name = '', languageId }: TextOrigin): boolean {
  return languageId === undefined ? name === '' || /\.jsonc?$/i.test(name) : /^jsonc?$/.test(languageId);
}

function isYaml({ name = '', languageId }: TextOrigin): boolean {
  return languageId === undefined ? name === '' || /\.ya?ml$/i.test(name) : languageId === 'yaml';
}
