/** A check that KVM makes of a call, named after what is wrong when it refuses. */
export type KvmCheck = keyof typeof KVM_CHECKS;

/** What a check is, for a person who wants to read it in the kernel. */
interface CheckDescription {
  /** The kernel's function that makes the check. */
  readonly where: string;
  /** What is refused, as a clause. */
  readonly refuses: string;
}

const SET_REGION = 'virt/kvm/kvm_main.c: kvm_set_memory_region';
const BIND = 'virt/kvm/guest_memfd.c: kvm_gmem_bind';
const PREPARE = 'kvm_arch_prepare_memory_region';
const ATTRIBUTES = 'virt/kvm/kvm_main.c: kvm_vm_ioctl_set_mem_attributes';

/** Every check, in the order in which KVM makes them. */
export const KVM_CHECKS = {
  'slot-id-range': {
    where: 'virt/kvm/kvm_main.c: kvm_vm_ioctl_set_memory_region',
    refuses: 'a slot id that is not below KVM_USER_MEM_SLOTS',
  },
  'flags-invalid': {
    where: 'virt/kvm/kvm_main.c: check_memory_region_flags',
    refuses: 'a flag that the kernel, the machine or another flag does not allow',
  },
  'size-unaligned': { where: SET_REGION, refuses: 'a memory_size that is not a multiple of the page size' },
  'gpa-unaligned': { where: SET_REGION, refuses: 'a guest_phys_addr that is not a multiple of the page size' },
  'hva-unaligned': { where: SET_REGION, refuses: 'a userspace_addr that is not a multiple of the page size' },
  'hva-range': { where: `${SET_REGION}, access_ok`, refuses: 'memory that does not lie in user space' },
  'offset-unaligned': { where: SET_REGION, refuses: 'a guest_memfd_offset that is not a multiple of the page size' },
  'offset-wraps': { where: SET_REGION, refuses: 'a guest_memfd_offset that exceeds 64 bits together with the size' },
  'address-space-range': { where: SET_REGION, refuses: 'an address space that the machine does not have' },
  'gpa-wraps': { where: SET_REGION, refuses: 'a guest_phys_addr that exceeds 64 bits together with the size' },
  'slot-too-large': { where: SET_REGION, refuses: 'a slot of more than KVM_MEM_MAX_NR_PAGES (2^31 - 1) pages' },
  'delete-missing': { where: SET_REGION, refuses: 'deleting a slot that is not set' },
  'guest-memfd-immutable': { where: SET_REGION, refuses: 'setting a slot that exists with KVM_MEM_GUEST_MEMFD' },
  'slot-moved-hva': { where: SET_REGION, refuses: 'another userspace_addr for a slot that exists' },
  'slot-resized': { where: SET_REGION, refuses: 'another memory_size for a slot that exists' },
  'slot-readonly-toggled': { where: SET_REGION, refuses: 'changing KVM_MEM_READONLY of a slot that exists' },
  'slot-guest-memfd-toggled': { where: SET_REGION, refuses: 'changing KVM_MEM_GUEST_MEMFD of a slot that exists' },
  overlap: {
    where: 'virt/kvm/kvm_main.c: kvm_check_memslot_overlap',
    refuses: 'guest-physical memory that another slot of the address space covers',
  },
  'guest-memfd-bounds': { where: BIND, refuses: 'a piece of a guest_memfd that ends beyond the file' },
  'guest-memfd-bound-twice': { where: BIND, refuses: 'a piece of a guest_memfd that another slot is bound to' },
  'hva-unaligned-segment': {
    where: `arch/s390/kvm/kvm-s390.c: ${PREPARE}`,
    refuses: 'a userspace_addr that is not a multiple of 1 MiB',
  },
  'size-unaligned-segment': {
    where: `arch/s390/kvm/kvm-s390.c: ${PREPARE}`,
    refuses: 'a memory_size that is not a multiple of 1 MiB',
  },
  'gpa-limit': { where: PREPARE, refuses: 'guest-physical addresses that the machine does not have' },
  'gpa-shared-bit': {
    where: `arch/x86/kvm/x86.c: ${PREPARE}, kvm_is_gfn_alias`,
    refuses: 'guest-physical addresses with the bit that marks shared memory of a TDX guest',
  },
  'attributes-unsupported': { where: ATTRIBUTES, refuses: 'an attribute that the machine does not support' },
  'attributes-empty': { where: ATTRIBUTES, refuses: 'a size of 0' },
  'attributes-wrap': { where: ATTRIBUTES, refuses: 'an address that exceeds 64 bits together with the size' },
  'attributes-unaligned': {
    where: ATTRIBUTES,
    refuses: 'an address or a size that is not a multiple of the page size',
  },
} as const satisfies Record<string, CheckDescription>;
