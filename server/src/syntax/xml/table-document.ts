import type { Block } from '../../text/block';
import type { Problem } from '../../text/problem';
import { type Span, spanOf } from '../../text/span';
import { elementsIn } from './table-element';
import type { XmlSource } from './xml-source';
import type { XmlDocument, XmlElement } from './xml-tree';

/**
 * A document as a view of its tables. A class, as what an object with a getter of its own refers to, V8 keeps until it next
 * collects all garbage.
 */
export class TableDocument implements XmlDocument {
  readonly block: Block;
  private madeRoots: readonly XmlElement[] | undefined;
  private madeComments: readonly Span[] | undefined;

  constructor(
    readonly source: XmlSource,
    readonly problems: readonly Problem[],
    readonly templated: boolean,
    /** Start and end of every comment. */
    readonly commentPlaces: readonly number[],
  ) {
    this.block = source.block;
  }

  get roots(): readonly XmlElement[] {
    this.madeRoots ??= elementsIn(this.source, 0, this.source.elements.count);
    return this.madeRoots;
  }

  get comments(): readonly Span[] {
    const places = this.commentPlaces;
    this.madeComments ??= Array.from({ length: places.length / 2 }, (_, i) =>
      spanOf(this.block, places[2 * i]!, places[2 * i + 1]!),
    );
    return this.madeComments;
  }
}
