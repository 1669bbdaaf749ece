import { formatCount } from '../format';
import type { VmmFinding } from '../vmm/vmm-configuration';
import { checkHotplug } from './check-hotplug';
import { checkLimits } from './check-limits';
import { checkNuma } from './check-numa';
import { checkPages } from './check-pages';
import { decidingSize, type KubeDomain } from './kube-domain';
import { type KubeField, placeOf } from './kube-field';
import { change, remove } from './kube-repairs';

/** What KubeVirt refuses of an object, what it accepts and cannot run, and what means something else than it seems to. */
export function checkDomain(domain: KubeDomain): readonly VmmFinding[] {
  const { guest, maxGuest, requests, limits, pageSize } = domain;
  const sizes = [guest, maxGuest, requests, limits, pageSize];
  const refused = [
    ...sizes.flatMap(checkQuantity),
    ...checkPages(domain),
    ...checkLimits(domain),
    ...checkNuma(domain),
    ...checkHotplug(domain),
    ...checkOvercommit(domain),
    ...checkMissing(domain),
  ];
  const places = new Set(refused.map(({ span }) => span.start));
  const decimal = [decidingSize(domain), maxGuest].flatMap((field) =>
    field && field !== pageSize ? checkDecimal(field) : [],
  );
  return [...refused, ...decimal.filter(({ span }) => !places.has(span.start))];
}

/** (pkg/virt-api/webhooks/validating-webhook/admitters/vmi-create-admitter.go: validateMemoryRequestsNegativeOrNull) */
function checkQuantity(field: KubeField): VmmFinding[] {
  const { path, text, size } = field;
  const code = 'kubevirt-quantity';
  if (text === undefined || size === undefined) return [];
  if (size === null) {
    const [, number, unit] = /^([\d.]+) ?([kmgtpe])i?b?(?:ytes)?$/i.exec(text) ?? [];
    const binary = unit && `${unit.toUpperCase()}i`;
    return [
      {
        code,
        span: placeOf(field),
        message: `${text} is no size: behind a number, Kubernetes knows Ki, Mi, Gi and Ti for powers of 1024, and k, M, G and T for powers of 1000.`,
        ...(path.endsWith('pageSize') && {
          said: `${path} '${text}': quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
        }),
        repairs: binary ? [change([[field, number + binary]])] : [],
      },
    ];
  }
  if (!/requests|limits/.test(path) || size.bytes === 0n) return [];
  const least = size.bytes < 0n ? '0' : path.includes('requests') && size.bytes < 1_000_000n ? '1M' : undefined;
  if (!least) return [];
  const said = `${path} '${text}': must be greater than or equal to ${least}.`;
  const meant = size.suffix === '' && size.bytes > 0n ? [change([[field, `${text}Mi`]])] : [];
  return [{ code, span: placeOf(field), message: `${text} is too little memory.`, said, repairs: meant }];
}

/** (pkg/instancetype/webhooks/vm: validateMemoryOvercommitPercentNoHugepages) */
function checkOvercommit({ overcommit, hugepages }: KubeDomain): VmmFinding[] {
  if (!overcommit.size?.bytes || !hugepages.entry) return [];
  return [
    {
      code: 'kubevirt-overcommit',
      span: placeOf(overcommit),
      message: 'Huge pages are there or not: a part of them cannot be left out.',
      said: `${overcommit.path} and ${hugepages.path} should not be requested together.`,
      repairs: remove(overcommit),
    },
  ];
}

/** (vmi-create-admitter.go: ValidateVirtualMachineInstanceMandatoryFields) */
function checkMissing({ isWhole, isTyped, span, path, guest, requests, limits, hugepages }: KubeDomain): VmmFinding[] {
  const fields = [requests, limits, hugepages, guest];
  if (!isWhole || isTyped || fields.some(({ isSure, entry }) => !isSure || entry)) return [];
  const [a, b, c, d] = fields.map((field) => field.path);
  return [
    {
      code: 'kubevirt-memory-missing',
      span,
      message: `Nothing says how much memory the machine gets: ${path} has neither memory.guest nor a request.`,
      said: `${a}, ${b}, ${c} or ${d} should be provided`,
    },
  ];
}

/** A size in powers of 1000 of which more than the last page is missing. */
function checkDecimal(field: KubeField): VmmFinding[] {
  const { size, text } = field;
  if (!size || !/^[kMGTPE]$/.test(size.suffix)) return [];
  const binary = `${text!.slice(0, -1)}${size.suffix.toUpperCase()}i`;
  return [
    {
      code: 'kubevirt-decimal-unit',
      span: placeOf(field),
      message: `${text} are ${formatCount(size.bytes)} bytes: to Kubernetes ${size.suffix} is a power of 1000, and ${size.suffix.toUpperCase()}i one of 1024.`,
      repairs: [change([[field, binary]])],
    },
  ];
}
