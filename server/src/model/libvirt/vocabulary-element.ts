import type { DeviceModel } from './libvirt-domain';

/**
 * What a text is read as: `size`: a number whose unit stands in the attribute `unit`; `unit`: that attribute; `nodes` and
 * `cpus`: lists such as `0-3,^2`; `cell`: the number of a guest NUMA cell; `text`: anything else.
 */
export type TextForm = 'size' | 'unit' | 'number' | 'nodes' | 'cpus' | 'cell' | 'path' | 'address' | 'text';

/** One of the words that a text can be. */
export interface VocabularyWord {
  readonly name: string;
  readonly summary?: string;
  /** The libvirt release that brought it. */
  readonly since?: string;
}

/** What a text can be: any of a form, or one of a few words. */
export type VocabularyText = TextForm | readonly VocabularyWord[];

/** An attribute of an element. */
export interface VocabularyAttribute {
  readonly name: string;
  readonly value: VocabularyText;
  /** What it does for the guest's memory, in a sentence or two; Markdown. */
  readonly summary: string;
  readonly required?: true;
  /** What libvirt takes where it is left out. */
  readonly default?: string;
  /** The libvirt release that brought it, where that is known. */
  readonly since?: string;
}

/** An element of a domain. */
export interface VocabularyElement {
  /** With the prefix `qemu:` for those of that namespace. */
  readonly name: string;
  readonly summary: string;
  /**
   * Whether everything that libvirt knows in it is listed here, so that it drops any other attribute and element without a
   * word. Of an element that is not closed only a part is listed: what is not, libvirt may know well.
   */
  readonly closed: boolean;
  readonly attributes: readonly VocabularyAttribute[];
  readonly children: readonly VocabularyElement[];
  /** Names of elements in it that libvirt knows as well, and that nothing is said about here. */
  readonly alsoKnown: readonly string[];
  /** `undefined`: it has no text. */
  readonly text: VocabularyText | undefined;
  readonly required?: true;
  /** Whether there can be several beside each other; of others libvirt takes the first. */
  readonly many?: true;
  readonly default?: string;
  readonly since?: string;
  /** The models of memory devices that have it; all of them where it is left out. */
  readonly models?: readonly DeviceModel[];
}

/** What of an element may be left out: it is closed, and has nothing in it. */
type Rest = Partial<Omit<VocabularyElement, 'name' | 'summary'>>;

/** An element that is closed and empty but for what is given. */
export function element(name: string, summary: string, rest: Rest = {}): VocabularyElement {
  return { name, summary, closed: true, attributes: [], children: [], alsoKnown: [], text: undefined, ...rest };
}

/** An attribute. */
export function attribute(
  name: string,
  value: VocabularyText,
  summary: string,
  rest: Partial<Omit<VocabularyAttribute, 'name' | 'value' | 'summary'>> = {},
): VocabularyAttribute {
  return { name, value, summary, ...rest };
}

/** An element whose text is a size. */
export function sizeElement(name: string, summary: string, rest: Rest = {}): VocabularyElement {
  const { attributes = [] } = rest;
  return element(name, summary, { text: 'size', ...rest, attributes: [UNIT, ...attributes] });
}

/** The unit of a size. */
export const UNIT: VocabularyAttribute = attribute(
  'unit',
  'unit',
  'What the number counts. KiB, MiB and GiB (or K, M and G) are powers of 1024; **KB, MB and GB are powers of 1000**.',
  { default: 'KiB' },
);

/** Words without an explanation. */
export function words(...names: readonly string[]): readonly VocabularyWord[] {
  return names.map((name) => ({ name }));
}

export const YES_NO = words('yes', 'no');
export const ON_OFF = words('on', 'off');

/** Whether other processes can map memory, as the attributes of several elements say it. */
export const ACCESS: readonly VocabularyWord[] = [
  { name: 'shared', summary: 'The memory is mapped MAP_SHARED: other processes can map it too.' },
  { name: 'private', summary: 'The memory is mapped MAP_PRIVATE: no other process sees what the guest writes.' },
];
