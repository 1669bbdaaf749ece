#!/bin/sh
# The machine that q35-boot.log is from. "Memslot: Compare with Configuration" in the log shows what became of its memory.
qemu-system-x86_64 -M q35,accel=kvm,memory-backend=ram -m 4G -vga std \
  -object memory-backend-memfd,id=ram,size=4G,hugetlb=on,hugetlbsize=2M \
  -trace kvm_set_user_memory -D q35-boot.log
