import { type LibvirtVersion, libvirtAtLeast } from '../../model/libvirt/libvirt-version';
import type {
  TextForm,
  VocabularyAttribute,
  VocabularyElement,
  VocabularyText,
  VocabularyWord,
} from '../../model/libvirt/vocabulary-element';
import { codeSpan } from '../hover/escape-markdown';

/** What an element does, what its text can be, and since when there is one. `written`: its text. */
export function elementMarkdown(
  entry: VocabularyElement,
  written: string | undefined,
  version: LibvirtVersion,
): string {
  const { name, text, models } = entry;
  const head = [
    `**&lt;${name}&gt;**`,
    text === undefined ? '' : formText(text),
    models ? `of ${models.map((model) => `\`${model}\``).join(', ')}` : '',
    ...facts(entry, version),
  ];
  return [`${head.filter(Boolean).join(' · ')}\n\n${entry.summary}`, wordMarkdown(text, written, version)]
    .filter(Boolean)
    .join('\n\n');
}

/** The same of an attribute. */
export function attributeMarkdown(
  entry: VocabularyAttribute,
  owner: VocabularyElement,
  written: string | undefined,
  version: LibvirtVersion,
): string {
  const head = [`**${entry.name}** of \`<${owner.name}>\``, formText(entry.value), ...facts(entry, version)];
  return [`${head.filter(Boolean).join(' · ')}\n\n${entry.summary}`, wordMarkdown(entry.value, written, version)]
    .filter(Boolean)
    .join('\n\n');
}

/** `since libvirt 7.9`, and whether that is later than the one that is assumed. */
export function sinceLibvirt(since: string | undefined, version: LibvirtVersion): string {
  if (since === undefined) return '';
  return libvirtAtLeast(version, since) ? `since libvirt ${since}` : `only since libvirt ${since}`;
}

function facts(
  { required, default: otherwise, since }: VocabularyElement | VocabularyAttribute,
  version: LibvirtVersion,
): string[] {
  const release = sinceLibvirt(since, version);
  return [
    required ? 'required' : otherwise === undefined ? '' : `default ${otherwise}`,
    release.startsWith('only') ? `**${release}**` : release,
  ];
}

/** What a text can be, in a few words. */
export function formText(text: VocabularyText): string {
  if (typeof text === 'string') return FORMS[text];
  return text.length > 6 ? '' : text.map(({ name }) => codeSpan(name)).join(', ');
}

const FORMS: { readonly [form in TextForm]: string } = {
  size: 'a size',
  unit: 'a unit',
  number: 'a number',
  nodes: 'a list of nodes such as 0-3,^2',
  cpus: 'a list of CPUs such as 0-3,^2',
  cell: 'the number of a cell',
  path: 'a path',
  address: 'an address',
  text: '',
};

function wordMarkdown(
  text: VocabularyText | undefined,
  written: string | undefined,
  version: LibvirtVersion,
): string | undefined {
  if (written === undefined || text === undefined) return undefined;
  const word: VocabularyWord | undefined =
    typeof text === 'string' ? undefined : text.find(({ name }) => name === written.trim());
  if (!word?.summary) return undefined;
  const since = sinceLibvirt(word.since, version);
  return `\`${word.name}\`: ${word.summary}${since ? ` (${since})` : ''}`;
}
