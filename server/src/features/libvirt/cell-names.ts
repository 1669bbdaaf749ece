import { placeOf } from '../../model/libvirt/xml-values';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import { attributeOf } from '../../syntax/xml/xml-tree';
import { type Span, spanOf, spanTouches } from '../../text/span';
import type { Position, Range } from '../../text/text-lines';
import type { Reference } from '../references';
import type { LibvirtSnapshot } from './libvirt-snapshot';
import { offsetAt, rangeAt } from './xml-place';

/** Where a cell is named, or a run of cells. */
interface CellOccurrence {
  readonly first: number;
  readonly last: number;
  readonly span: Span;
  readonly defines: boolean;
}

/** Where the guest cell is defined that is named at a position. */
export function libvirtDefinitionAt(snapshot: LibvirtSnapshot, position: Position): Range | undefined {
  const definition = occurrencesAt(snapshot, position).find(({ defines }) => defines);
  return definition && rangeAt(snapshot, definition.span);
}

/** Every place that names the guest cell at a position, in the order of the text; none where no cell is. */
export function libvirtReferencesAt(snapshot: LibvirtSnapshot, position: Position): Reference[] {
  return occurrencesAt(snapshot, position).flatMap(({ span, defines }) => {
    const range = rangeAt(snapshot, span);
    return range ? [{ range, defines }] : [];
  });
}

function occurrencesAt(snapshot: LibvirtSnapshot, position: Position): readonly CellOccurrence[] {
  const offset = offsetAt(snapshot, position);
  const domain = snapshot.domains.find(({ prepared }) => spanTouches(prepared.domain.element.span, offset));
  const all = domain ? cellOccurrences(domain) : [];
  const at = all.find(({ span }) => spanTouches(span, offset));
  return at ? all.filter(({ first, last }) => first <= at.first && at.first <= last) : [];
}

/** Of every cell in a domain, in the order of the text. */
function cellOccurrences({ prepared: { domain } }: DomainFacts): readonly CellOccurrence[] {
  const found: CellOccurrence[] = [];
  const add = (number: number | undefined, span: Span | undefined, defines = false): void => {
    if (number !== undefined && span) found.push({ first: number, last: number, span, defines });
  };
  for (const { id, element } of domain.cells) {
    const attribute = attributeOf(element, 'id');
    add(id, attribute ? placeOf(attribute) : element.nameSpan, true);
  }
  for (const { node } of domain.devices) add(node.value, node.span);
  for (const [cell, { element }] of domain.numatune.cells) {
    const attribute = attributeOf(element, 'cellid');
    add(cell, attribute && placeOf(attribute));
  }
  for (const { nodes } of domain.backing.pages) if (nodes.value && nodes.span) found.push(...listed(nodes.span));
  return found.sort((a, b) => a.span.start - b.span.start);
}

/** The cells in a list such as `0-3,^2,8`. */
function listed({ block, start, end }: Span): CellOccurrence[] {
  return [...block.text.slice(start, end).matchAll(/(?<!\^)\b(\d{1,9})(?:-(\d{1,9}))?/g)].map((match) => {
    const [text, first, last = first] = match;
    const span = spanOf(block, start + match.index, start + match.index + text.length);
    return { first: Number(first), last: Number(last), span, defines: false };
  });
}
