#!/bin/bash
# A guest that shares a folder through virtiofs. Hover over q35 to see its
# memory map; put the cursor on a squiggle and press Ctrl+. to repair it.
MEM=8G

args=(
  -machine q35,memory-backend=ram
  -accel kvm -cpu host -smp 4
  -m "$MEM"
  -object "memory-backend-ram,id=ram,size=$MEM"
  -chardev socket,id=fs0,path=/run/virtiofsd.sock
  -device vhost-user-fs-pci,chardev=fs0,tag=home
)

exec qemu-system-x86_64 "${args[@]}"
