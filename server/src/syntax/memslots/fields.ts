/** The canonical names of all fields. */
export type FieldName =
  | 'gpa'
  | 'size'
  | 'ua'
  | 'offset'
  | 'flags'
  | 'backing'
  | 'as'
  | 'page'
  | 'guest_memfd'
  | 'ret'
  | 'type'
  | 'hva'
  | 'align'
  | 'arch'
  | 'page-size'
  | 'gpa-bits'
  | 'kernel'
  | 'vm'
  | 'max-page'
  | 'nested'
  | 'shmem-thp';

/** How the value of a field is written. */
export type FieldKind = 'number' | 'word' | 'flags';

export interface FieldDefinition {
  readonly name: FieldName;
  readonly kind: FieldKind;
  /** Other spellings: KVM's own member names, and those of earlier patch series. */
  readonly aliases: readonly string[];
}

/** The declarations that have fields. */
export type FieldOwner = 'slot' | 'backing' | 'host' | 'attributes';

const field = (name: FieldName, kind: FieldKind, ...aliases: string[]): FieldDefinition => ({ name, kind, aliases });

/** The fields of each declaration, in the order in which they are best written. */
export const FIELDS: Readonly<Record<FieldOwner, readonly FieldDefinition[]>> = {
  slot: [
    field('gpa', 'number', 'guest_phys_addr', 'start'),
    field('size', 'number', 'memory_size'),
    field('ua', 'number', 'userspace_addr', 'hva'),
    field(
      'offset',
      'number',
      'guest_memfd_offset',
      'gmem_fd_offset',
      'gmem_offset',
      'restrictedmem_offset',
      'restricted_offset',
      'private_offset',
    ),
    field('flags', 'flags'),
    field('backing', 'word'),
    field('page', 'word'),
    field('as', 'number', 'as_id', 'address_space'),
    field('guest_memfd', 'number', 'gmem_fd', 'restrictedmem_fd', 'restricted_fd', 'private_fd'),
    field('ret', 'number'),
  ],
  backing: [
    field('type', 'word'),
    field('page', 'word'),
    field('size', 'number'),
    field('hva', 'number', 'ua', 'userspace_addr'),
    field('align', 'number'),
  ],
  host: [
    field('arch', 'word', 'architecture'),
    field('page-size', 'word', 'page_size', 'pagesize'),
    field('gpa-bits', 'number', 'gpa_bits', 'phys-bits', 'ipa-bits'),
    field('kernel', 'word'),
    field('vm', 'word', 'vm-type'),
    field('max-page', 'word', 'max_page'),
    field('nested', 'word'),
    field('shmem-thp', 'word', 'shmem_enabled'),
  ],
  attributes: [field('gpa', 'number', 'guest_phys_addr', 'address', 'start'), field('size', 'number', 'memory_size')],
};

const BY_SPELLING = new Map<FieldOwner, ReadonlyMap<string, FieldDefinition>>(
  (Object.keys(FIELDS) as FieldOwner[]).map((owner) => [
    owner,
    new Map(FIELDS[owner].flatMap((f) => [f.name, ...f.aliases].map((spelling) => [spelling, f] as const))),
  ]),
);

/** The field that `spelling` names in that kind of declaration, or `undefined`. */
export function findField(owner: FieldOwner, spelling: string): FieldDefinition | undefined {
  return BY_SPELLING.get(owner)!.get(spelling) ?? BY_SPELLING.get(owner)!.get(spelling.toLowerCase());
}

/** Every spelling of every field of that kind of declaration. */
export function fieldSpellings(owner: FieldOwner): readonly string[] {
  return [...BY_SPELLING.get(owner)!.keys()];
}
