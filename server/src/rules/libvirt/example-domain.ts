/** What of a domain an example is about; the rest is written around it. */
interface ExampleParts {
  readonly memory?: string;
  readonly devices?: string;
  readonly vcpu?: number;
}

/** A whole domain for the examples of a rule. */
export function exampleDomain({
  memory = "<memory unit='GiB'>2</memory>",
  devices = '',
  vcpu = 2,
}: ExampleParts): string {
  return `<domain type='kvm'>
  <name>guest</name>
  ${indent(memory, '  ')}
  <vcpu>${vcpu}</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <features><acpi/></features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
${devices === '' ? '' : `    ${indent(devices, '    ')}\n`}  </devices>
</domain>
`;
}

/** Of a text whose lines all have something in them, all but the first. */
function indent(text: string, by: string): string {
  return text.replaceAll('\n', `\n${by}`);
}
