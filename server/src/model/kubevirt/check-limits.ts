import { formatSize } from '../format';
import type { VmmFinding } from '../vmm/vmm-configuration';
import type { KubeDomain } from './kube-domain';
import { type KubeField, placeOf } from './kube-field';
import { change } from './kube-repairs';

/** (vmi-create-admitter.go: validateMemoryLimitsNegativeOrNull, validateMemoryRequestsAndLimits, validateGuestMemoryLimit) */
export function checkLimits({ guest, requests, limits, dedicated }: KubeDomain): VmmFinding[] {
  const limit = limits.size?.bytes;
  if (limit === undefined || limit <= 0n) return [];
  const found: VmmFinding[] = [];
  const equal = (field: KubeField) => [change([[field, limits.text!]]), change([[limits, field.text!]])];
  const add = (field: KubeField, message: string, said: string, severity?: 'warning') =>
    found.push({
      code: 'kubevirt-memory-limits',
      ...(severity && { severity }),
      span: placeOf(field),
      message,
      said,
      related: [{ span: placeOf(limits), message: 'The limit stands here.' }],
      repairs: equal(field),
    });
  const request = requests.size?.bytes ?? 0n;
  const [asked, allowed] = [`${requests.path} '${requests.text}'`, `${limits.path} '${limits.text}'`];
  if (request > limit)
    add(
      requests,
      `More memory is requested than the limit of ${formatSize(limit)} allows.`,
      `${asked} is greater than ${allowed}`,
    );
  else if (request > 0n && request < limit && dedicated.text === 'true')
    add(
      requests,
      `With CPUs of its own, the memory that a machine requests has to be its limit, ${formatSize(limit)}.`,
      `${requests.path} must be equal to ${limits.path}`,
    );
  if (guest.size && guest.size.bytes > limit)
    add(
      guest,
      `The guest gets more memory than the limit of ${formatSize(limit)}. Unless the cluster rolls changes out by LiveUpdate, KubeVirt refuses that.`,
      `${guest.path} '${guest.text}' must be equal to or less than the memory limit ${allowed}`,
      'warning',
    );
  return found;
}
