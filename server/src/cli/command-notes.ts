/** What there is to say of the command line as a whole, in paragraphs: --help, the manual and the reference have it. */
export const COMMAND_NOTES = {
  about: 'memslot simulates what KVM does with guest memory.',
  files: [
    "FILE is a memslot list, a log with QEMU's kvm_set_user_memory lines or the calls that strace, Cloud Hypervisor or crosvm wrote down, a shell script that runs QEMU, a -readconfig file, QMP or HMP commands, QEMU's words one a line, libvirt domain XML, or KubeVirt YAML; - reads standard input.",
    "A folder stands for the files below it that are one of these, but for those that .gitignore files name (of the folders from the top of the repository down); a pattern in quotes ('vms/**/*.xml') for those of them that it fits. Symbolic links in folders are not followed.",
    'The nearest .memslotrc.json in the folder of a file or above it, no further up than the top of its repository, holds its settings; options outrank it.',
  ],
  exitCodes: [
    ['0', 'nothing is wrong'],
    ['1', 'an error was found, or too many warnings, or what the command says above'],
    ['2', 'wrong use, or something cannot be read or written; what was read is reported nevertheless'],
    ['3', 'Memslot itself failed'],
  ],
} as const;
