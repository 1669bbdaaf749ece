import { formatSize } from '../format';
import { GIB, KIB, MIB } from '../qemu/units';
import type { VmmFinding } from '../vmm/vmm-configuration';
import { firstSet, type KubeDomain } from './kube-domain';
import { placeOf } from './kube-field';
import { change, resize } from './kube-repairs';

/** What huge pages the hosts of an architecture have, by the names of Go; of one that is not known all of these. */
const PAGE_SIZES: ReadonlyMap<string, readonly bigint[]> = new Map([
  ['amd64', [2n * MIB, GIB]],
  ['arm64', [64n * KIB, 2n * MIB, 32n * MIB, 512n * MIB, GIB, 16n * GIB]],
  ['s390x', [MIB, 2n * GIB]],
]);

/** (vmi-create-admitter.go: validateHugepagesMemoryRequests; pkg/virt-launcher/virtwrap/converter) */
export function checkPages(domain: KubeDomain): VmmFinding[] {
  const { guest, requests, limits, pageSize, architecture } = domain;
  const page = pageSize.size?.bytes;
  if (page === undefined || page <= 0n || !architecture.isSure) return [];
  const known = architecture.entry ? PAGE_SIZES.get(architecture.text ?? '') : [...PAGE_SIZES.values()].flat();
  if (known && !known.includes(page)) {
    const hosts = architecture.text ? `${architecture.text} hosts have` : 'Hosts have';
    const repairs = ['2Mi', '1Gi'].map((text) => change([[pageSize, text]]));
    return [
      {
        code: 'kubevirt-page-size',
        span: placeOf(pageSize),
        message: `${hosts} no huge pages of ${formatSize(page)}: as no node offers hugepages-${pageSize.text}, the machine is never started.`,
        repairs: page > 512n * MIB ? repairs.reverse() : repairs,
      },
    ];
  }
  const tested = firstSet(requests, guest, limits);
  const value = tested?.size?.bytes;
  const rounded = (from: bigint) => [from + page - 1n - ((from + page - 1n) % page), from - (from % page)];
  if (tested && value !== undefined && value > 0n && value % page !== 0n) {
    const isLess = value < page;
    const comparison = isLess ? 'must be equal to or larger than page size' : 'is not a multiple of the page size';
    return [
      {
        code: 'kubevirt-page-multiple',
        span: placeOf(tested),
        message: isLess
          ? `${formatSize(value)} is less than one page of ${formatSize(page)}.`
          : `${formatSize(value)} is no whole number of pages of ${formatSize(page)}: ${formatSize(value % page)} are left over.`,
        ...(tested === requests && {
          said: `${tested.path} '${tested.text}' ${comparison} ${pageSize.path} '${pageSize.text}'`,
        }),
        repairs: resize(domain, tested, rounded(value)),
      },
    ];
  }
  const bytes = guest.size?.whole;
  const { memfd, passthrough } = domain;
  if (!tested || bytes === undefined || bytes <= 0n || bytes % page === 0n) return [];
  if (!memfd.isSure || (memfd.entry && memfd.text !== 'true')) return [];
  return [
    {
      code: 'kubevirt-guest-pages',
      span: placeOf(guest),
      message: `The guest gets ${formatSize(bytes)}, which is no whole number of pages of ${formatSize(page)}. KubeVirt accepts that, as it looks at ${tested.path} only, and QEMU cannot make a memfd of it.`,
      ...(passthrough.isSure && !passthrough.entry && { said: `failed to resize memfd to ${bytes}: Invalid argument` }),
      repairs: resize(domain, guest, rounded(bytes)),
    },
  ];
}
