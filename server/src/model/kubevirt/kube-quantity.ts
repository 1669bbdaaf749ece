/** A size as Kubernetes writes it. */
export interface KubeQuantity {
  /** In bytes, rounded up: what is compared when a machine is admitted. (Quantity.Value) */
  readonly bytes: bigint;
  /** Rounded down: what the guest gets. (KubeVirt, pkg/virt-launcher/virtwrap/converter/vcpu: QuantityToByte) */
  readonly whole: bigint;
  /** `Gi`, `M`, `e3`; empty: the number is in bytes. */
  readonly suffix: string;
}

/**
 * Reads a quantity; `null`: it is none, though it looks like a size; `undefined`: it is a text of another kind, such as a name
 * that something is put in the place of, or larger than any memory. (apimachinery, pkg/api/resource/quantity.go: ParseQuantity)
 */
export function readKubeQuantity(text: string): KubeQuantity | null | undefined {
  if (!/^[-+]?\.?\d[\w.+ -]*$/.test(text) || text.length > 40) return undefined;
  const match = /^([-+]?)(\d*)(?:\.(\d*))?([KMGTPE]i|[numkMGTP]|[eE][-+]?\d+|E|)$/.exec(text);
  if (!match) return null;
  const [, sign, integer = '', fraction = '', suffix = ''] = match;
  const exponent = /^[eE](?=.*\d)/.test(suffix)
    ? Number(suffix.slice(1))
    : 3 * ('num kMGTPE'.indexOf(suffix || ' ') - 3);
  const isBinary = suffix.endsWith('i');
  if (!isBinary && Math.abs(exponent) > 18) return undefined;
  const shift = isBinary ? 0 : exponent;
  const digits = fraction.length - shift;
  const scale = isBinary ? 1n << BigInt(10 * ('KMGTPE'.indexOf(suffix[0]!) + 1)) : 1n;
  const number = BigInt(integer + fraction) * scale * 10n ** BigInt(Math.max(0, -digits));
  const divisor = 10n ** BigInt(Math.max(0, digits));
  const whole = number / divisor;
  const bytes = whole * divisor === number ? whole : whole + 1n;
  if (bytes >= 1n << 63n) return undefined;
  return sign === '-' ? { bytes: -whole, whole: -bytes, suffix } : { bytes, whole, suffix };
}
