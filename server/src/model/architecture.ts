/** The architectures whose KVM is simulated, by the kernel's names. */
export type ArchitectureName = 'x86_64' | 'arm64' | 'riscv64' | 'loongarch64' | 's390x' | 'ppc64';

export const ARCHITECTURE_NAMES: readonly ArchitectureName[] = [
  'x86_64',
  'arm64',
  'riscv64',
  'loongarch64',
  's390x',
  'ppc64',
];

const KiB = 1n << 10n;
const MiB = 1n << 20n;
const GiB = 1n << 30n;

/** What KVM on one architecture does differently from KVM on another. */
export interface Architecture {
  readonly name: ArchitectureName;
  readonly defaultPageSize: bigint;
  /** One entry for each base page size that a kernel of this architecture can be built with. */
  readonly granules: readonly Granule[];
  /** KVM_USER_MEM_SLOTS (include/linux/kvm_host.h): slot ids are below it. */
  readonly userMemSlots: bigint;
  readonly gpaLimit: GpaLimit;
  readonly userAddresses: UserAddresses;
  /** Whether KVM_MEM_READONLY is known; `undefined` where that was not looked up. */
  readonly readonlySlots: boolean | undefined;
  /** What KVM keeps of the guest-physical space for itself once vCPUs exist. A slot there makes that fail with EEXIST. */
  readonly reserved: readonly ReservedRange[];
}

/** The page sizes that follow from one base page size. All in bytes. */
export interface Granule {
  /** PAGE_SIZE. */
  readonly pageSize: bigint;
  /** What one entry of the second-level page tables can map, ascending; the first is `pageSize`. */
  readonly mappable: readonly bigint[];
  /** The largest of `mappable` that is used without being asked for. */
  readonly largestByDefault: bigint;
  /** PMD_SIZE, the size of a transparent huge page. */
  readonly pmdSize: bigint;
  readonly hugetlb: readonly HugetlbSize[];
  /** The shape of the second-level page tables; `undefined` where it is not modelled. */
  readonly tables: TableGeometry | undefined;
}

/** A page size that the host's hugetlbfs offers. */
export interface HugetlbSize {
  readonly size: bigint;
  /**
   * The largest second-level page that KVM makes of it: smaller where the host joins several entries by a contiguous bit
   * that the second level does not use. `undefined`: a vCPU that touches such memory gets EFAULT from KVM_RUN.
   */
  readonly mapped: bigint | undefined;
}

/** Second-level page tables as a radix tree. */
export interface TableGeometry {
  /** Bytes of one table, but for the root. */
  readonly tableSize: bigint;
  /** How many address bits each level resolves. */
  readonly bitsPerLevel: number;
  /** The shape for guest-physical addresses of that many bits (`undefined`: not known), if it is known. */
  readonly rootFor: (gpaBits: number | undefined) => TableRoot | undefined;
}

/** The top of a tree of second-level page tables. */
export interface TableRoot {
  /** How many levels the tree has, the root's included. */
  readonly levels: number;
  /** Bytes of the root: several tables long where tables are concatenated. */
  readonly size: bigint;
  /** How many bits of guest-physical address the tree can resolve. */
  readonly gpaBits: number;
}

/** What happens to a slot that ends beyond the guest-physical addresses of the machine. */
export interface GpaLimit {
  /** `undefined`: KVM does not check. */
  readonly errno: 'EINVAL' | 'EFAULT' | 'ENOMEM' | undefined;
  /** Whether a slot may end exactly at the limit (`>` in the kernel's check) or must end below it (`>=`). */
  readonly endMayTouch: boolean;
  /** Address bits that every host has. */
  readonly certainBits: number;
  /** Address bits that no host exceeds. */
  readonly largestBits: number;
}

/** Where user space ends, for access_ok(). */
export interface UserAddresses {
  /** Addresses below are user addresses on every host. */
  readonly certainEnd: bigint;
  /** Addresses above are user addresses on no host. */
  readonly largestEnd: bigint;
}

export interface ReservedRange {
  /** What KVM keeps there, in words for a person. */
  readonly name: string;
  readonly gpa: bigint;
  readonly size: bigint;
}

export function architectureOf(name: ArchitectureName): Architecture {
  return ARCHITECTURES[name];
}

/** The page sizes of `pageSize`; those of the default base page size where the architecture does not know it. */
export function granuleOf(architecture: Architecture, pageSize: bigint): Granule {
  const { granules, defaultPageSize } = architecture;
  return (
    granules.find((granule) => granule.pageSize === pageSize) ??
    granules.find((granule) => granule.pageSize === defaultPageSize)!
  );
}

export function validPageSizes(architecture: Architecture): readonly bigint[] {
  return architecture.granules.map((granule) => granule.pageSize);
}

/** A hugetlb page that is mapped whole. */
function whole(size: bigint): HugetlbSize {
  return { size, mapped: size };
}

/** EPT and NPT: four levels, five for addresses wider than 48 bits (kvm_mmu_get_tdp_level). */
function x86Root(gpaBits = 48): TableRoot {
  return gpaBits <= 48 ? { levels: 4, size: 4n * KiB, gpaBits: 48 } : { levels: 5, size: 4n * KiB, gpaBits: 57 };
}

/** stage2_pgtable_levels() with up to 16 concatenated root tables; without a word KVM takes 40 bits of IPA. */
function arm64Root(pageSize: bigint, bitsPerLevel: number, gpaBits = 40): TableRoot {
  const pageBits = pageSize.toString(2).length - 1;
  const levels = Math.max(1, Math.ceil((gpaBits - 4 - pageBits) / bitsPerLevel));
  const concatenated = Math.max(0, gpaBits - pageBits - levels * bitsPerLevel);
  return { levels, size: pageSize << BigInt(concatenated), gpaBits };
}

/** Sv39x4, Sv48x4 and Sv57x4: the root is four tables long. Which one is used depends on the CPU, told by its address bits. */
function riscvRoot(gpaBits: number | undefined): TableRoot | undefined {
  const levels = [3, 4, 5].find((count) => 12 + 9 * count + 2 === gpaBits);
  return levels === undefined || gpaBits === undefined ? undefined : { levels, size: 16n * KiB, gpaBits };
}

/** KVM_PGTABLE_MIN_BLOCK_LEVEL and Documentation/arch/arm64/hugetlbpage.rst. */
function arm64Granule(pageSize: bigint, blocks: readonly bigint[], hugetlb: readonly HugetlbSize[]): Granule {
  const bitsPerLevel = pageSize.toString(2).length - 4;
  return {
    pageSize,
    mappable: [pageSize, ...blocks],
    largestByDefault: blocks[blocks.length - 1]!,
    pmdSize: blocks[0]!,
    hugetlb,
    tables: { tableSize: pageSize, bitsPerLevel, rootFor: (gpaBits) => arm64Root(pageSize, bitsPerLevel, gpaBits) },
  };
}

/** Base pages and pages of PMD size, with tables that are not modelled. */
function pmdGranule(pageSize: bigint): Granule {
  const pmdSize = pageSize * (pageSize >> 3n);
  return {
    pageSize,
    mappable: [pageSize, pmdSize],
    largestByDefault: pmdSize,
    pmdSize,
    hugetlb: [whole(pmdSize)],
    tables: undefined,
  };
}

/** Radix tables of book3s HV: 2 MiB and 1 GiB whatever the base page. */
function ppc64Granule(pageSize: bigint): Granule {
  return {
    pageSize,
    mappable: [pageSize, 2n * MiB, GiB],
    largestByDefault: GiB,
    pmdSize: 2n * MiB,
    hugetlb: [whole(2n * MiB), whole(GiB)],
    tables: undefined,
  };
}

/** KVM_USER_MEM_SLOTS where KVM keeps no slots for itself: SHRT_MAX. */
const ALL_SLOTS = 32767n;

const ARCHITECTURES: Readonly<Record<ArchitectureName, Architecture>> = {
  x86_64: {
    name: 'x86_64',
    defaultPageSize: 4n * KiB,
    granules: [
      {
        pageSize: 4n * KiB,
        mappable: [4n * KiB, 2n * MiB, GiB],
        largestByDefault: GiB,
        pmdSize: 2n * MiB,
        hugetlb: [whole(2n * MiB), whole(GiB)],
        tables: { tableSize: 4n * KiB, bitsPerLevel: 9, rootFor: x86Root },
      },
    ],
    userMemSlots: 32764n,
    gpaLimit: { errno: 'EINVAL', endMayTouch: true, certainBits: 36, largestBits: 52 },
    userAddresses: { certainEnd: (1n << 47n) - 4n * KiB, largestEnd: (1n << 56n) - 4n * KiB },
    readonlySlots: true,
    reserved: [{ name: 'APIC access page', gpa: 0xfee00000n, size: 4n * KiB }],
  },
  arm64: {
    name: 'arm64',
    defaultPageSize: 4n * KiB,
    granules: [
      arm64Granule(
        4n * KiB,
        [2n * MiB, GiB],
        [{ size: 64n * KiB, mapped: 4n * KiB }, whole(2n * MiB), { size: 32n * MiB, mapped: 2n * MiB }, whole(GiB)],
      ),
      arm64Granule(
        16n * KiB,
        [32n * MiB],
        [{ size: 2n * MiB, mapped: 16n * KiB }, whole(32n * MiB), { size: GiB, mapped: 32n * MiB }],
      ),
      arm64Granule(
        64n * KiB,
        [512n * MiB],
        [{ size: 2n * MiB, mapped: 64n * KiB }, whole(512n * MiB), { size: 16n * GiB, mapped: 512n * MiB }],
      ),
    ],
    userMemSlots: ALL_SLOTS,
    gpaLimit: { errno: 'EFAULT', endMayTouch: true, certainBits: 40, largestBits: 52 },
    userAddresses: { certainEnd: 1n << 48n, largestEnd: 1n << 52n },
    readonlySlots: true,
    reserved: [],
  },
  riscv64: {
    name: 'riscv64',
    defaultPageSize: 4n * KiB,
    granules: [
      {
        pageSize: 4n * KiB,
        mappable: [4n * KiB, 2n * MiB, GiB],
        largestByDefault: GiB,
        pmdSize: 2n * MiB,
        hugetlb: [{ size: 64n * KiB, mapped: undefined }, whole(2n * MiB), whole(GiB)],
        tables: { tableSize: 4n * KiB, bitsPerLevel: 9, rootFor: riscvRoot },
      },
    ],
    userMemSlots: ALL_SLOTS,
    gpaLimit: { errno: 'EFAULT', endMayTouch: false, certainBits: 41, largestBits: 59 },
    userAddresses: { certainEnd: 1n << 38n, largestEnd: 1n << 63n },
    readonlySlots: true,
    reserved: [],
  },
  loongarch64: {
    name: 'loongarch64',
    defaultPageSize: 16n * KiB,
    granules: [pmdGranule(4n * KiB), pmdGranule(16n * KiB), pmdGranule(64n * KiB)],
    userMemSlots: ALL_SLOTS,
    gpaLimit: { errno: 'ENOMEM', endMayTouch: true, certainBits: 40, largestBits: 64 },
    userAddresses: { certainEnd: 1n << 40n, largestEnd: 1n << 63n },
    readonlySlots: true,
    reserved: [],
  },
  s390x: {
    name: 's390x',
    defaultPageSize: 4n * KiB,
    granules: [
      {
        pageSize: 4n * KiB,
        mappable: [4n * KiB, MiB, 2n * GiB],
        // Larger pages need the module parameter hpage=1 and KVM_CAP_S390_HPAGE_1M (2 GiB: _2G, from Linux 7.2).
        largestByDefault: 4n * KiB,
        pmdSize: MiB,
        hugetlb: [whole(MiB), whole(2n * GiB)],
        tables: undefined,
      },
    ],
    userMemSlots: ALL_SLOTS,
    gpaLimit: { errno: 'EINVAL', endMayTouch: true, certainBits: 64, largestBits: 64 },
    userAddresses: { certainEnd: 1n << 64n, largestEnd: 1n << 64n },
    readonlySlots: undefined,
    reserved: [],
  },
  ppc64: {
    name: 'ppc64',
    defaultPageSize: 64n * KiB,
    granules: [ppc64Granule(4n * KiB), ppc64Granule(64n * KiB)],
    userMemSlots: ALL_SLOTS,
    gpaLimit: { errno: undefined, endMayTouch: true, certainBits: 64, largestBits: 64 },
    userAddresses: { certainEnd: 1n << 52n, largestEnd: 1n << 63n },
    readonlySlots: undefined,
    reserved: [],
  },
};
