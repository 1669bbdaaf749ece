import { createLibvirtSnapshot } from '../../server/src/features/libvirt/libvirt-snapshot';
import { memoryPart } from '../../server/src/features/libvirt/memory-part';
import { readSettings } from '../../server/src/features/settings';
import { optionJson } from '../../server/src/syntax/qemu/write-option';
import { TextLines } from '../../server/src/text/text-lines';

/** What a real libvirt, and QEMU behind it, said of a domain. */
export interface LibvirtVector {
  readonly id: string;
  readonly xml: string;
  /** With the schema's validation. */
  readonly define: Answer;
  /** domxml-to-native, without it. */
  readonly native: Answer & { readonly options?: readonly NativeOption[] };
  readonly start?: Answer;
}

interface Answer {
  readonly ok: boolean;
  readonly error?: string;
}

interface NativeOption {
  readonly option: string;
  readonly value?: unknown;
}

/** A line that is not compared, and why. */
export interface Exception {
  readonly reason: string;
  /** Whether it is about this answer. */
  readonly covers: (vector: LibvirtVector) => boolean;
  /** The memory options are compared all the same. */
  readonly verdictOnly?: boolean;
}

export interface Comparison {
  /** `verdict 350/350, message 208/208, argv 171/171`. */
  readonly score: string;
  /** Every line that differs, with both answers. */
  readonly differences: readonly string[];
  /** Every line that is left out, with the reason. */
  readonly excepted: readonly string[];
}

/** Compares verdict, words and memory options of every domain. `settings` are those of a user. */
export function compareWithLibvirt(
  vectors: readonly LibvirtVector[],
  settings: unknown,
  exceptions: readonly Exception[],
): Comparison {
  const read = readSettings(settings);
  const right = new Map<string, number>();
  const total = new Map<string, number>();
  const differences: string[] = [];
  const excepted: string[] = [];
  for (const vector of vectors) {
    const compare = (aspect: string, mine: unknown, theirs: unknown, same: boolean): void => {
      total.set(aspect, (total.get(aspect) ?? 0) + 1);
      if (same) right.set(aspect, (right.get(aspect) ?? 0) + 1);
      else
        differences.push(
          `${vector.id}: ${aspect}\n    here: ${JSON.stringify(mine)}\n    libvirt: ${JSON.stringify(theirs)}`,
        );
    };
    const snapshot = createLibvirtSnapshot(TextLines.of(vector.xml), read);
    // What QEMU would say, and the kernel of locked memory, is known only where the domain was started.
    const isJudged = (rule: string) =>
      vector.start !== undefined || !vector.native.ok || /^(?:libvirt-(?!locked-memory$)|xml-)/.test(rule);
    const errors = snapshot.findings
      .filter(({ rule, report }) => (report.severity ?? rule.severity) === 'error' && isJudged(rule.id))
      .map(({ report }) => report.message);
    const refusal = refusalOf(vector);
    const exception = exceptions.find(({ covers }) => covers(vector));
    if (exception) excepted.push(`${vector.id}: ${exception.reason}`);
    else {
      compare('verdict', errors, refusal ?? 'accepted', errors.length > 0 === (refusal !== undefined));
      // What the schema says never names the fault, and what the XML parser says is in words of its own.
      if (
        refusal !== undefined &&
        errors.length > 0 &&
        !isOfSchema(refusal) &&
        !refusal.startsWith('(domain_definition)')
      )
        compare(
          'message',
          errors,
          refusal,
          errors.some((error) => says(error, refusal)),
        );
    }
    if (!vector.native.options || (exception && !exception.verdictOnly)) continue;
    const [domain] = snapshot.domains;
    const mine = domain
      ? memoryPart(domain).map((group) => describe(`-${group.option}`, readValue(optionJson(group))))
      : [];
    const theirs = vector.native.options.map(({ option, value }) => describe(option, value));
    compare('argv', mine, theirs, JSON.stringify(mine) === JSON.stringify(theirs));
  }
  const score = [...total].map(([aspect, count]) => `${aspect} ${right.get(aspect) ?? 0}/${count}`).join(', ');
  return { score, differences, excepted };
}

/** No host profile says how large a file is. */
export const FILE_SIZE: Exception = {
  reason: 'how large a file of the host is',
  covers: (vector) => (refusalOf(vector) ?? '').includes('backing store size'),
  verdictOnly: true,
};

/** What libvirt said when it refused the domain or its start; of several answers the one that names the fault. */
export function refusalOf({ define, native, start }: LibvirtVector): string | undefined {
  const refusing = [native, define, start].find((answer) => answer && !answer.ok);
  return refusing && (refusing.error ?? '');
}

export function isOfSchema(refusal: string): boolean {
  return refusal.includes('failed to validate against schema');
}

/** Whether our message has the words in quotes, and real ones are nothing but them and a prefix. */
function says(message: string, refusal: string): boolean {
  const quoted = /(?:libvirt|QEMU): "([\s\S]*)"$/.exec(message)?.[1];
  return quoted !== undefined && plain(refusal).includes(plain(quoted));
}

/** Line breaks are recorded as bars; numbers of processes and links depend on the run. */
function plain(text: string): string {
  return text.replace(/[|\s]+/g, ' ').replace(/of process \d+/, 'of process N');
}

/** What `memslot argv` prints for a value; numbers of 16 digits and more are recorded as text. */
function readValue(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json.replace(/(?<=[:[,]\s*)\d{16,}/g, '"$&"'));
}

function describe(option: string, value: unknown): string {
  if (value === undefined) return option;
  const members = typeof value === 'object' ? Object.entries(value as object) : [['', value]];
  return [option, ...members.map(([key, member]) => `${key}=${JSON.stringify(member)}`).sort()].join(' ');
}
