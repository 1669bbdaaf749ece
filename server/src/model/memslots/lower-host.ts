import type { Declaration, Field, NamedDeclaration } from '../../syntax/memslots/declaration';
import { nearestWord } from '../../text/nearest-word';
import type { Problem } from '../../text/problem';
import { spanOf } from '../../text/span';
import { wordTable } from '../../text/word-table';
import { ARCHITECTURE_NAMES, type ArchitectureName, architectureOf, validPageSizes } from '../architecture';
import { type Host, SHMEM_THP, VM_TYPES } from '../host';
import { parseKernelVersion } from '../kernel-version';
import { readPageSize } from './read-page-size';
import { quantityOf, type Scope } from './scope';

/** The host that `host` declarations describe, on top of the defaults that settings give. */
export function lowerHost(
  declarations: readonly NamedDeclaration[],
  defaults: HostDefaults,
  scope: Scope,
  problems: Problem[],
): Host {
  let host: HostDefaults = defaults;
  for (const declaration of declarations) {
    for (const field of declaration.fields) host = { ...host, ...readHostField(declaration, field, scope, problems) };
  }
  const { pageSize, ...rest } = host;
  const architecture = architectureOf(host.arch);
  const possible = validPageSizes(architecture);
  if (pageSize !== undefined && !possible.includes(pageSize)) {
    const at = declarations.flatMap((d) => d.fields.map((f) => ({ d, f }))).findLast(({ f }) => f.name === 'page-size');
    if (at?.f.value) {
      problems.push(
        unknownValue(at.d, at.f.value, `${host.arch} has no base pages of this size.`, possible.map(kibibytes)),
      );
    }
    return { ...rest, pageSize: architecture.defaultPageSize };
  }
  return { ...rest, pageSize: pageSize ?? architecture.defaultPageSize };
}

/** A host whose base page size may be left to its architecture. */
export type HostDefaults = Omit<Host, 'pageSize'> & { readonly pageSize: bigint | undefined };

function readHostField(
  declaration: NamedDeclaration,
  field: Field,
  scope: Scope,
  problems: Problem[],
): Partial<HostDefaults> {
  const { name, value } = field;
  if (!value) return {};
  if (value.kind === 'number') {
    const bits = quantityOf(declaration, value.expression, scope, problems).value;
    if (bits === undefined) return {};
    if (bits >= 12n && bits <= 64n) return { gpaBits: Number(bits) };
    problems.push(unknownValue(declaration, value, 'Guest-physical addresses have 12 to 64 bits.', []));
    return {};
  }
  if (value.kind === 'flags') return {};
  const oneOf = <T extends string>(choices: readonly T[], key: keyof Host, what: string): Partial<HostDefaults> => {
    const choice = choices.find((c) => c === value.text.toLowerCase());
    if (choice !== undefined) return { [key]: choice };
    const nearest = nearestWord(value.text, choices);
    problems.push(
      unknownValue(declaration, value, `${what} is one of ${choices.join(', ')}.`, nearest ? [nearest] : []),
    );
    return {};
  };
  switch (name) {
    case 'arch': {
      const alias = ARCHITECTURE_ALIASES[value.text.toLowerCase()];
      return alias ? { arch: alias } : oneOf(ARCHITECTURE_NAMES, 'arch', 'An architecture');
    }
    case 'kernel': {
      const kernel = parseKernelVersion(value.text);
      if (!kernel)
        problems.push(unknownValue(declaration, value, 'A kernel is named by its version, such as 6.12.', []));
      return kernel ? { kernel } : {};
    }
    case 'page-size':
    case 'max-page': {
      const size = readPageSize(value.text);
      if (size === undefined)
        problems.push(unknownValue(declaration, value, 'A page size is a power of two of at least 4K.', []));
      return size === undefined ? {} : name === 'max-page' ? { maxPage: size } : { pageSize: size };
    }
    case 'vm':
      return oneOf(VM_TYPES, 'vmType', 'A kind of virtual machine');
    case 'shmem-thp':
      return oneOf(SHMEM_THP, 'shmemThp', 'transparent_hugepage/shmem_enabled');
    case 'nested': {
      const on = ['on', 'yes', 'true', '1'].includes(value.text.toLowerCase());
      if (on || ['off', 'no', 'false', '0'].includes(value.text.toLowerCase())) return { nested: on };
      problems.push(unknownValue(declaration, value, "'nested' is on or off.", ['on', 'off']));
      return {};
    }
    default:
      return {};
  }
}

/** Names that other tools use for the same architectures. */
const ARCHITECTURE_ALIASES: Readonly<Record<string, ArchitectureName>> = wordTable({
  x86: 'x86_64',
  'x86-64': 'x86_64',
  amd64: 'x86_64',
  aarch64: 'arm64',
  riscv: 'riscv64',
  loongarch: 'loongarch64',
  s390: 's390x',
  ppc64le: 'ppc64',
  powerpc: 'ppc64',
});

/** A problem with a value that is none of those that exist. */
export function unknownValue(
  declaration: Declaration,
  at: { start: number; end: number; text?: string },
  rule: string,
  suggestions: readonly string[],
): Problem {
  const said = at.text === undefined ? '' : `'${at.text}' is not known. `;
  const base = {
    code: 'unknown-value',
    span: spanOf(declaration, at.start, at.end),
    severity: 'error',
    message: `${said}${rule}${suggestions.length === 1 ? ` Did you mean '${suggestions[0]}'?` : ''}`,
  } as const;
  return suggestions.length > 0 ? { ...base, suggestions } : base;
}

const kibibytes = (size: bigint) => `${size >> 10n}K`;
