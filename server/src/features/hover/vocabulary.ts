import type { ArchitectureName } from '../../model/architecture';
import type { BackingType } from '../../model/backing';
import type { ShmemThp, VmType } from '../../model/host';
import type { FieldName, FieldOwner } from '../../syntax/memslots/fields';

/** What can be said of a word of the language. */
export interface WordEntry {
  /** A phrase for a list of completions. */
  readonly summary: string;
  /** Markdown: what KVM does with it, with the kernel's function. */
  readonly text: string;
}

export type Keyword = 'Slot' | 'backing' | 'let' | 'host' | 'rule' | 'machine' | 'private' | 'shared';
export type FlagName = 'log-dirty-pages' | 'readonly' | 'guest-memfd';

/** Everything that hovers and completions say about the words of a memslot list. */
export interface Vocabulary {
  readonly keywords: Readonly<Record<Keyword, WordEntry>>;
  readonly events: Readonly<Record<'kvm_set_user_memory' | 'kvm_convert_memory', WordEntry>>;
  readonly fields: Readonly<Record<FieldOwner, Readonly<Partial<Record<FieldName, WordEntry>>>>>;
  readonly flags: Readonly<Record<FlagName, WordEntry>>;
  readonly backingTypes: Readonly<Record<BackingType, WordEntry>>;
  readonly pageKinds: Readonly<Record<'base' | 'thp' | 'hugetlb', WordEntry>>;
  readonly architectures: Readonly<Record<ArchitectureName, WordEntry>>;
  readonly vmTypes: Readonly<Record<VmType, WordEntry>>;
  readonly shmemThp: Readonly<Record<ShmemThp, WordEntry>>;
}

const word = (summary: string, text: string, source?: string): WordEntry => ({
  summary,
  text: source ? `${text}\n\n*${source}*` : text,
});

const GPA = word(
  'guest_phys_addr: where the range begins for the guest',
  '`guest_phys_addr`: the first guest-physical address. A multiple of the base page size, or the call is refused with EINVAL; two slots of one address space may not overlap (EEXIST). How far up it may lie depends on the architecture: beyond the limit the answer is EINVAL on x86_64 and s390x, EFAULT on arm64 and riscv64, ENOMEM on loongarch64.\n\nA huge page is possible only where this address and `userspace_addr` are equal below the size of that page.',
  'virt/kvm/kvm_main.c: kvm_set_memory_region; arch/x86/kvm/x86.c: kvm_alloc_memslot_metadata',
);

const ATTRIBUTES_GPA = word(
  'where the range begins for the guest',
  'The first guest-physical address whose attribute changes. A multiple of the base page size (EINVAL).',
  'virt/kvm/kvm_main.c: kvm_vm_ioctl_set_mem_attributes',
);

const ATTRIBUTES_SIZE = word(
  'how many bytes change their attribute',
  'How many bytes, from `gpa` on, change. Not 0, and a multiple of the base page size (EINVAL). An end that is no multiple of 2 MiB or 1 GiB costs the huge page that it lies in: it then holds both kinds of memory.',
  'virt/kvm/kvm_main.c: kvm_vm_ioctl_set_mem_attributes; arch/x86/kvm/mmu/mmu.c: hugepage_has_attrs',
);

export const VOCABULARY: Vocabulary = {
  keywords: {
    Slot: word(
      'one KVM_SET_USER_MEMORY_REGION call',
      'One call of `KVM_SET_USER_MEMORY_REGION`, or of `KVM_SET_USER_MEMORY_REGION2` where it names a guest_memfd. The calls are replayed in order: an id that is free creates the slot, one that is set moves it or changes its flags, size 0 deletes it. Size, `userspace_addr` and the bits `readonly` and `guest-memfd` of a slot that is set cannot be changed (EINVAL).',
      'virt/kvm/kvm_main.c: kvm_set_memory_region',
    ),
    backing: word(
      'memory that slots take their pieces from',
      'Memory of the host process. KVM is never told about it as such: for ordinary memory it walks the host page tables at `userspace_addr` to see how large a page it can take over, for a guest_memfd it asks the file.',
      'arch/x86/kvm/mmu/mmu.c: host_pfn_mapping_level; virt/kvm/guest_memfd.c: kvm_gmem_get_pfn',
    ),
    let: word('a name for a number', 'A name that expressions in this file can use, wherever it is defined.'),
    host: word(
      'the machine that KVM runs on',
      'What is known of the machine that KVM runs on. Each field has a setting of the same meaning, which counts where the file does not say it. Below a `machine` line it is about that machine alone.',
    ),
    rule: word(
      'which acceptance rule is asked for',
      'Which of the rules that were proposed on the kernel list decides whether a slot may have its offset. `upstream` is what KVM really checks; the others show what would have been refused, or mapped wrongly.',
      'virt/kvm/guest_memfd.c: kvm_gmem_bind',
    ),
    machine: word(
      'begins another virtual machine',
      'What follows, up to the next `machine` line, is one virtual machine, replayed on its own. Every `let` and `backing` of the file, and what stands before the first machine, applies to all of them.',
    ),
    private: word(
      'KVM_SET_MEMORY_ATTRIBUTES: a range becomes private',
      '`KVM_SET_MEMORY_ATTRIBUTES` with `KVM_MEMORY_ATTRIBUTE_PRIVATE`: the guest reaches this range through the guest_memfd, not through `userspace_addr`. A huge page that would hold private and shared memory is not used; on x86_64 one shared 4 KiB page inside 1 GiB leaves 511 pages of 2 MiB and 512 of 4 KiB.',
      'virt/kvm/kvm_main.c: kvm_vm_ioctl_set_mem_attributes; arch/x86/kvm/mmu/mmu.c: kvm_arch_post_set_memory_attributes',
    ),
    shared: word(
      'KVM_SET_MEMORY_ATTRIBUTES: a range becomes shared',
      '`KVM_SET_MEMORY_ATTRIBUTES` without `KVM_MEMORY_ATTRIBUTE_PRIVATE`: the guest reaches this range through `userspace_addr` again. That is how all memory begins.',
      'virt/kvm/kvm_main.c: kvm_vm_ioctl_set_mem_attributes',
    ),
  },
  events: {
    kvm_set_user_memory: word(
      'QEMU set a memslot',
      "QEMU's trace event for `KVM_SET_USER_MEMORY_REGION(2)`. `ret` is what the kernel answered: below 0, nothing changed. To resize a slot QEMU deletes it (size 0) and sets it anew.",
      'QEMU accel/kvm/kvm-all.c: kvm_set_user_memory_region',
    ),
    kvm_convert_memory: word(
      'QEMU made memory private or shared',
      "QEMU's trace event for a guest that makes memory private or shared, followed by `KVM_SET_MEMORY_ATTRIBUTES`.",
      'QEMU accel/kvm/kvm-all.c: kvm_convert_memory',
    ),
  },
  fields: {
    slot: {
      gpa: GPA,
      size: word(
        'memory_size in bytes; 0 deletes the slot',
        '`memory_size` in bytes: a multiple of the base page size, at most 2^31 - 1 pages (with 4 KiB pages 8 TiB less 4 KiB), else EINVAL. 0 deletes the slot; that no such slot is set is an EINVAL too. A slot that is set cannot be resized: delete it first.',
        'virt/kvm/kvm_main.c: kvm_set_memory_region (KVM_MEM_MAX_NR_PAGES)',
      ),
      ua: word(
        'userspace_addr: where the memory is mapped in the host process',
        '`userspace_addr`: where the host process has the memory mapped. A multiple of the base page size and wholly inside user space, else EINVAL. Where it and `gpa` differ below the size of a huge page, x86_64 uses no page of that size in the whole slot, and reports nothing.',
        'virt/kvm/kvm_main.c: kvm_set_memory_region; arch/x86/kvm/x86.c: kvm_alloc_memslot_metadata',
      ),
      offset: word(
        'where the slot begins in its backing or guest_memfd',
        'How many bytes into the backing the slot begins. In a guest_memfd it is `guest_memfd_offset`: a multiple of the base page size, and offset and size together inside the file (EINVAL). Two slots bound to the same bytes are refused: with EINVAL up to Linux 7.1, with EEXIST from 7.2. In ordinary memory it only says where `userspace_addr` is.',
        'virt/kvm/guest_memfd.c: kvm_gmem_bind',
      ),
      flags: word(
        'KVM_MEM_* bits, by name or as a number',
        'Bits of `flags`, by name and joined by `|`, or as a number. They are checked before everything else but the slot id, even where the slot is to be deleted. A bit that KVM does not know is an EINVAL.',
        'virt/kvm/kvm_main.c: check_memory_region_flags',
      ),
      backing: word(
        'the backing that the slot takes its memory from',
        'Which `backing` of this file the memory comes from. Without `ua` the slot lies at the address of the backing plus its offset.',
      ),
      page: word(
        'the pages of the memory, where they differ from those of the backing',
        'The pages that the memory at `userspace_addr` consists of: `base`, `thp`, or the size of a hugetlb page. KVM never maps a larger page than the host has there.',
        'arch/x86/kvm/mmu/mmu.c: host_pfn_mapping_level',
      ),
      as: word(
        'the address space: on x86_64, 1 is SMM',
        'The address space, bits 16 to 31 of the `slot` member. x86_64 has two, 0 and 1 for system management mode, but only 0 in a machine with private memory; the other architectures have one. What does not exist is an EINVAL. Overlaps are looked for within one address space.',
        'virt/kvm/kvm_main.c: kvm_set_memory_region; arch/x86/include/asm/kvm_host.h: kvm_arch_nr_memslot_as_ids',
      ),
      guest_memfd: word(
        'the file descriptor of a guest_memfd; -1: none',
        'The file descriptor of a guest_memfd. It counts where the flag `guest-memfd` is set: a closed descriptor is an EBADF, another kind of file or the guest_memfd of another machine an EINVAL. A slot bound to one cannot be changed, only deleted. KVM maps its memory with base pages: the file reports order 0.',
        'virt/kvm/guest_memfd.c: kvm_gmem_bind, kvm_gmem_get_pfn',
      ),
      ret: word(
        'what the kernel answered: 0, or a negative errno',
        'What the kernel answered, as a log has it: 0, or a negative errno such as -22 (EINVAL) or -17 (EEXIST). A call that was refused changed nothing.',
      ),
    },
    backing: {
      type: word(
        'anon, file, memfd or guest_memfd',
        'What kind of memory it is: `anon`, `file`, `memfd`, or a `guest_memfd` that only KVM can map.',
      ),
      page: word(
        'the pages it consists of: base, thp, 2M, 1G, …',
        'The pages it consists of: `base`, `thp` where the kernel joins base pages if it can, or the size of a hugetlb page such as `2M` or `1G`.',
      ),
      size: word(
        'how many bytes it has',
        'How many bytes it has. The size of a guest_memfd is fixed when it is created, and is a multiple of the base page size.',
        'virt/kvm/guest_memfd.c: kvm_gmem_create',
      ),
      hva: word(
        'where its first byte is mapped in the host process',
        'The address at which the host process has its first byte mapped. Where it is not given, the mapping is taken as aligned to the pages of the backing.',
      ),
      align: word(
        'what the address of its mapping is a multiple of',
        'A power of two: the address of the mapping is a multiple of it. The kernel itself aligns a hugetlb mapping to its page, and an anonymous one of whole 2 MiB to 2 MiB.',
        'fs/hugetlbfs/inode.c: hugetlb_get_unmapped_area; mm/mmap.c: __get_unmapped_area',
      ),
    },
    host: {
      arch: word(
        'the architecture',
        'The architecture of the host, by the name the kernel has for it. It decides which page sizes the second-level tables know, and several error codes.',
      ),
      'page-size': word(
        'the base page size',
        'PAGE_SIZE, what every address and size is a multiple of. x86_64, riscv64 and s390x have 4K; arm64 4K, 16K or 64K; loongarch64 usually 16K; ppc64 usually 64K. A slot aligned to 4K is refused where base pages are larger.',
        'virt/kvm/kvm_main.c: kvm_set_memory_region',
      ),
      'gpa-bits': word(
        'how many bits a guest-physical address has',
        'How many bits guest-physical addresses have: MAXPHYADDR on x86, the IPA size on arm64. A slot that ends behind the last one is refused; on riscv64 also one that ends exactly there.',
        'arch/x86/kvm/x86.c: kvm_arch_prepare_memory_region; arch/arm64/kvm/mmu.c: kvm_arch_prepare_memory_region; arch/riscv/kvm/mmu.c: kvm_arch_prepare_memory_region',
      ),
      kernel: word(
        'the Linux release, such as 6.12',
        'The Linux release whose KVM is simulated. Between releases errno values changed (a guest_memfd bound twice: EINVAL up to 7.1, EEXIST from 7.2), and which machines may have a guest_memfd (from 6.18 on not only those with private memory).',
        'virt/kvm/guest_memfd.c: kvm_gmem_bind; virt/kvm/kvm_main.c: check_memory_region_flags',
      ),
      vm: word(
        'the kind of virtual machine',
        'The kind of virtual machine. One with private memory has no SMM address space; one whose state is protected (SEV-ES, SNP, TDX) takes no read-only slots.',
        'arch/x86/include/asm/kvm_host.h: kvm_arch_has_readonly_mem',
      ),
      'max-page': word(
        'the largest page the second-level tables may use',
        'The largest page that the second-level tables may use: 2M on an Intel processor whose EPT has no 1 GiB pages.',
        'arch/x86/kvm/mmu/mmu.c: kvm_configure_mmu',
      ),
      nested: word(
        'whether guests run hypervisors of their own',
        'Whether guests run hypervisors of their own. The first one that does makes KVM keep 8 bytes for each page of every slot, for reverse mapping, and 2 for write tracking.',
        'arch/x86/kvm/x86.c: memslot_rmap_alloc; arch/x86/kvm/mmu/page_track.c',
      ),
      'shmem-thp': word(
        'transparent_hugepage/shmem_enabled',
        "`/sys/kernel/mm/transparent_hugepage/shmem_enabled`: whether memfd and shared anonymous memory get huge pages. Usually `never`: then QEMU's memory-backend-memfd without `hugetlb=on` consists of base pages.",
        'mm/shmem.c: shmem_huge_global_enabled',
      ),
    },
    attributes: { gpa: ATTRIBUTES_GPA, size: ATTRIBUTES_SIZE },
  },
  flags: {
    'log-dirty-pages': word(
      '0x1, KVM_MEM_LOG_DIRTY_PAGES: record which pages are written',
      '`KVM_MEM_LOG_DIRTY_PAGES` (0x1): KVM records which pages the guest writes, for migration. While it is set the slot is mapped with base pages only. It is the one flag that can change while the slot is set; with `guest-memfd` it is an EINVAL.',
      'virt/kvm/kvm_main.c: check_memory_region_flags; arch/x86/kvm/mmu/mmu.c: kvm_mmu_hugepage_adjust',
    ),
    readonly: word(
      '0x2, KVM_MEM_READONLY: writes leave the guest',
      '`KVM_MEM_READONLY` (0x2): reads go to memory, writes leave the guest as MMIO, as for a ROM. Huge pages stay possible. With `guest-memfd`, or in a machine whose state is protected (SEV-ES, SNP, TDX), it is an EINVAL.',
      'virt/kvm/kvm_main.c: check_memory_region_flags',
    ),
    'guest-memfd': word(
      '0x4, KVM_MEM_GUEST_MEMFD: private memory comes from a guest_memfd',
      '`KVM_MEM_GUEST_MEMFD` (0x4): the private part of the slot comes from a guest_memfd. Only `KVM_SET_USER_MEMORY_REGION2` knows it. With a slot that is already set it is an EINVAL, even if nothing would change.',
      'virt/kvm/kvm_main.c: kvm_set_memory_region, check_memory_region_flags',
    ),
  },
  backingTypes: {
    anon: word(
      'anonymous memory: mmap(MAP_ANONYMOUS)',
      'Anonymous memory. The kernel joins base pages to transparent huge pages only where 2 MiB lie aligned in one mapping, and aligns a mapping so by itself only if its length is a multiple of 2 MiB.',
      'mm/mmap.c: __get_unmapped_area',
    ),
    file: word(
      'a file, often on hugetlbfs',
      'A file. On hugetlbfs the mapping is aligned to the huge page, so that `gpa` has to agree with the offset in the file.',
      'fs/hugetlbfs/inode.c: hugetlbfs_file_mmap',
    ),
    memfd: word(
      'memfd_create(): shared memory without a name',
      'Memory of `memfd_create()`. Without `MFD_HUGETLB` it gets huge pages only if `shmem_enabled` allows, and only where `gpa`, `userspace_addr` and the offset in the file agree below 2 MiB.',
      'mm/shmem.c: shmem_huge_global_enabled; include/linux/huge_mm.h: thp_vma_suitable_order',
    ),
    guest_memfd: word(
      'KVM_CREATE_GUEST_MEMFD: memory that only KVM maps',
      "A file of `KVM_CREATE_GUEST_MEMFD`: the guest's private memory, which the host process cannot touch unless it was created with `GUEST_MEMFD_FLAG_MMAP`. KVM maps it with base pages, whatever the offset.",
      'virt/kvm/guest_memfd.c: kvm_gmem_get_pfn',
    ),
  },
  pageKinds: {
    base: word('base pages only', 'Base pages only: the second-level tables cannot use larger ones either.'),
    thp: word(
      'transparent huge pages where the kernel can',
      'Base pages that the kernel joins to huge ones of PMD size (2 MiB on x86) where a whole aligned one fits into the mapping. How many there are depends on free memory; the count shown is the largest possible.',
      'arch/x86/kvm/mmu/mmu.c: host_pfn_mapping_level',
    ),
    hugetlb: word(
      'hugetlb pages of this size',
      'Pages of exactly this size, reserved beforehand. The mapping is aligned to them. KVM uses the whole page only where `gpa` and `userspace_addr` agree below its size; else the largest page below it for which they do.',
      'arch/x86/kvm/mmu/mmu.c: kvm_mmu_max_mapping_level; fs/hugetlbfs/inode.c: hugetlbfs_file_mmap',
    ),
  },
  architectures: {
    x86_64: word(
      '4 KiB, 2 MiB and 1 GiB pages',
      'Pages of 4 KiB, 2 MiB and 1 GiB. User slots 0 to 32763. A page size is ruled out for the whole slot where `gpa` and `userspace_addr` differ below it.',
      'arch/x86/kvm/x86.c: kvm_alloc_memslot_metadata',
    ),
    arm64: word(
      '4, 16 or 64 KiB base pages; 2 MiB and 1 GiB, 32 MiB or 512 MiB blocks',
      'With 4 KiB base pages blocks of 2 MiB and 1 GiB, with 16 KiB of 32 MiB, with 64 KiB of 512 MiB. Stage 2 does not use the contiguous bit: hugetlb pages that the host makes with it are mapped in smaller ones.',
      'arch/arm64/kvm/mmu.c: fault_supports_stage2_huge_mapping',
    ),
    riscv64: word(
      '4 KiB, 2 MiB and 1 GiB pages',
      'Pages of 4 KiB, 2 MiB and 1 GiB. A slot must end below the limit of guest-physical addresses, not at it. Up to Linux 6.19 neither congruence nor the edges of the slot are looked at: a huge page then maps the wrong memory.',
      'arch/riscv/kvm/mmu.c: kvm_arch_prepare_memory_region',
    ),
    loongarch64: word(
      '16 KiB and 32 MiB pages',
      'Usually 16 KiB base pages, with huge pages of 32 MiB.',
      'arch/loongarch/kvm/mmu.c: kvm_arch_prepare_memory_region',
    ),
    s390x: word(
      '4 KiB pages; 1 MiB where allowed',
      '4 KiB pages. 1 MiB where the module was loaded with hpage=1 and `KVM_CAP_S390_HPAGE_1M` is on, 2 GiB from Linux 7.2. In 6.12 `userspace_addr` and size are multiples of 1 MiB (EINVAL); a `gpa` that is not is accepted, and nothing is mapped.',
      'arch/s390/kvm/kvm-s390.c: kvm_arch_prepare_memory_region',
    ),
    ppc64: word(
      '4 or 64 KiB, 2 MiB and 1 GiB pages (radix)',
      'Radix on book3s HV: 2 MiB and 1 GiB above base pages of 4 or 64 KiB. A 1 GiB host page whose address agrees with `gpa` only below 2 MiB is mapped with base pages, not with 2 MiB.',
      'arch/powerpc/kvm/book3s_64_mmu_radix.c: kvmppc_book3s_instantiate_page',
    ),
  },
  vmTypes: {
    default: word(
      'no protection',
      'An ordinary machine (`KVM_X86_DEFAULT_VM`). Up to Linux 6.17 it cannot have a guest_memfd.',
    ),
    'sw-protected': word(
      'private memory without hardware protection, for tests',
      '`KVM_X86_SW_PROTECTED_VM`: private memory from a guest_memfd without protection by hardware. For development.',
    ),
    sev: word('SEV: encrypted memory', 'AMD SEV: encrypted memory, not private memory in the sense of KVM.'),
    'sev-es': word(
      'SEV-ES: encrypted memory and registers',
      'AMD SEV-ES: the state is protected too, so that there are no read-only slots (EINVAL).',
    ),
    snp: word(
      'SEV-SNP: private memory from a guest_memfd',
      'AMD SEV-SNP: private memory from a guest_memfd. The size of a private page is also bounded by what the RMP says of it.',
      'arch/x86/kvm/svm/sev.c: sev_private_max_mapping_level',
    ),
    tdx: word(
      'TDX: private memory from a guest_memfd',
      'Intel TDX: private memory from a guest_memfd, mapped with 4 KiB pages, and every second-level table twice: once for KVM, once for the TDX module.',
      'arch/x86/kvm/vmx/tdx.c',
    ),
  },
  shmemThp: {
    always: word('huge pages whenever possible', 'Huge pages whenever one is possible.'),
    within_size: word(
      'huge pages wholly inside the file',
      'Huge pages only where they lie inside the size of the file.',
    ),
    advise: word('huge pages where madvise() asks', 'Huge pages only where `madvise(MADV_HUGEPAGE)` asked for them.'),
    never: word('no huge pages (the default)', 'No huge pages. The default of most kernels.'),
    deny: word('no huge pages, on every mount', 'No huge pages, whatever a tmpfs mount says. For emergencies.'),
    force: word('huge pages, on every mount', 'Huge pages, whatever a tmpfs mount says. For tests.'),
  },
};
