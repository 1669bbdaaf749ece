import type { LibvirtVersion } from '../../model/libvirt/libvirt-version';
import type { VocabularyAttribute, VocabularyElement } from '../../model/libvirt/vocabulary-element';
import type { CompletionItem } from '../completion/completion-item';
import { formText, sinceLibvirt } from './vocabulary-markdown';

/** How the name of an element is written. */
interface ElementForm {
  /** Its `<` is there. */
  readonly opened: boolean;
  /** More of its tag follows: only the name is wanted. */
  readonly hasMore: boolean;
  readonly version: LibvirtVersion;
  /** What an attribute is to begin with, as a place of a template or plainly. */
  readonly valueOf: (attribute: VocabularyAttribute) => string | undefined;
}

/** An element to be written, whole where the editor knows templates. */
export function elementItem(entry: VocabularyElement, form: ElementForm): CompletionItem {
  const { name, summary, text, since } = entry;
  const less = form.opened ? '' : '<';
  return {
    kind: 'field',
    label: name,
    detail: [text === undefined ? '' : plainForm(formText(text)), sinceLibvirt(since, form.version)]
      .filter(Boolean)
      .join(', '),
    documentation: summary,
    insert: less + name,
    ...(!form.hasMore && { snippet: less + template(entry, form, { next: 1 }, 0).slice(1) }),
  };
}

/** An attribute to be written. `equals`: its `=` follows. */
export function attributeItem(entry: VocabularyAttribute, equals: boolean, form: ElementForm): CompletionItem {
  const { name, summary, value, since, required, default: otherwise } = entry;
  const detail = [
    plainForm(formText(value)),
    required ? 'required' : otherwise === undefined ? '' : `default ${otherwise}`,
    sinceLibvirt(since, form.version),
  ];
  return {
    kind: 'field',
    label: name,
    detail: plainForm(detail.filter(Boolean).join(', ')),
    documentation: summary,
    insert: equals ? name : `${name}=`,
    ...(!equals && { snippet: `${attributeTemplate(entry, form, { next: 1 })}$0` }),
  };
}

/** Counts the places of a template. */
interface Places {
  next: number;
}

/** `<name a='${1}'>${2}</name>`, with the attributes and elements that it cannot be without. */
function template(entry: VocabularyElement, form: ElementForm, places: Places, depth: number): string {
  const { name, text, children } = entry;
  const attributes = shownAttributes(entry).map((attribute) => ` ${attributeTemplate(attribute, form, places)}`);
  const head = `<${name}${attributes.join('')}`;
  if (text !== undefined) {
    const content =
      typeof text === 'string'
        ? `\${${places.next++}}`
        : choice(
            text.map((word) => word.name),
            places,
          );
    return `${head}>${content}</${name}>`;
  }
  if (children.length === 0) return `${head}/>`;
  const indent = '\t'.repeat(depth + 1);
  const required = children.filter((child) => child.required && !child.models);
  const inside = required.map((child) => `${indent}${template(child, form, places, depth + 1)}`);
  if (depth === 0 || inside.length === 0) inside.push(`${indent}${depth === 0 ? '$0' : ''}`);
  return `${head}>\n${inside.join('\n')}\n${'\t'.repeat(depth)}</${name}>`;
}

/** The attributes that are nearly always written. */
function shownAttributes({ attributes, text, children }: VocabularyElement): readonly VocabularyAttribute[] {
  const hasSize = text === 'size' || attributes.some(({ value, required }) => value === 'size' && required);
  const shown = attributes.filter(
    ({ name, value, required }) => required || (hasSize && value === 'unit') || OFTEN.has(name),
  );
  return shown.length === 0 && text === undefined && children.length === 0 ? attributes.slice(0, 1) : shown;
}

const OFTEN: ReadonlySet<string> = new Set(['id', 'cpus', 'mode', 'cellid']);

function attributeTemplate(entry: VocabularyAttribute, form: ElementForm, places: Places): string {
  const { name, value } = entry;
  const given = form.valueOf(entry);
  if (given !== undefined) return `${name}='\${${places.next++}:${given}}'`;
  if (value === 'unit') return `${name}='${choice(['GiB', 'MiB', 'KiB'], places)}'`;
  return typeof value === 'string'
    ? `${name}='\${${places.next++}}'`
    : `${name}='${choice(
        value.map((word) => word.name),
        places,
      )}'`;
}

function choice(names: readonly string[], places: Places): string {
  return `\${${places.next++}|${names.join(',')}|}`;
}

function plainForm(markdown: string): string {
  return markdown.replaceAll('`', '');
}
