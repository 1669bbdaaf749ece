import { formatCount, formatSize, hex } from '../model/format';
import type { Operation } from '../model/slot-operation';
import type { Declaration, NamedDeclaration } from '../syntax/memslots/declaration';
import { clipEntry } from '../text/clip';
import type { Range } from '../text/text-lines';
import { rangeIn } from './place-at';
import type { Snapshot } from './snapshot';

export type SymbolKind = 'machine' | 'host' | 'rule' | 'let' | 'backing' | 'slot' | 'attributes';

/** An entry of a document's outline. */
export interface DocumentSymbol {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly detail: string;
  /** The whole of it, with everything in it. */
  readonly range: Range;
  /** What is marked when it is chosen. */
  readonly selection: Range;
  readonly children: readonly DocumentSymbol[];
}

/** An outline of more entries is no outline; an editor would spend seconds on it after every keystroke. */
const MOST_SYMBOLS = 5000;

/** The outline of a document: machines, and in each its host, rule and slots; beside them what belongs to all. */
export function documentSymbols(snapshot: Snapshot): DocumentSymbol[] {
  const roots: DocumentSymbol[] = [];
  let machine: OpenSymbol | undefined;
  const processes = new Map<string, OpenSymbol>();
  let line = 0;
  let operations = 0;
  let last: DocumentSymbol | undefined;
  for (const declaration of snapshot.list.declarations) {
    const isOperation = snapshot.facts.operationOf(declaration) !== undefined;
    if (isOperation) operations += 1;
    const symbol = isOperation && operations > MOST_SYMBOLS ? undefined : symbolOf(snapshot, declaration, line);
    last = symbol ?? last;
    if (symbol?.kind === 'machine') {
      machine = { ...symbol, children: [] };
      processes.clear();
      roots.push(machine);
    } else if (symbol) {
      const siblings: DocumentSymbol[] = machine ? machine.children : roots;
      const process = 'process' in declaration ? declaration.process : undefined;
      const parent = process === undefined ? undefined : processSymbol(process, symbol, processes, siblings);
      (parent?.children ?? siblings).push(symbol);
      for (const open of [parent, machine]) if (open) open.range = { start: open.range.start, end: symbol.range.end };
    }
    line += declaration.lineCount;
  }
  if (operations > MOST_SYMBOLS && last) {
    const name = `${formatCount(BigInt(operations - MOST_SYMBOLS))} more slots`;
    roots.push({ ...last, name, detail: 'not listed here', children: [] });
  }
  return roots;
}

/** A symbol to which more may be added. */
interface OpenSymbol extends DocumentSymbol {
  range: Range;
  readonly children: DocumentSymbol[];
}

/** In a log every process is a machine of its own. */
function processSymbol(
  process: string,
  first: DocumentSymbol,
  known: Map<string, OpenSymbol>,
  siblings: DocumentSymbol[],
): OpenSymbol {
  let symbol = known.get(process);
  if (!symbol) {
    const { range, selection } = first;
    symbol = { kind: 'machine', name: `process ${process}`, detail: '', range, selection, children: [] };
    known.set(process, symbol);
    siblings.push(symbol);
  }
  return symbol;
}

function symbolOf(snapshot: Snapshot, declaration: Declaration, line: number): DocumentSymbol | undefined {
  const make = (kind: SymbolKind, name: string, detail: string, selected: { start: number; end: number }) => ({
    kind,
    name,
    detail,
    range: rangeIn(declaration, line, declaration),
    selection: rangeIn(declaration, line, selected),
    children: NONE,
  });
  switch (declaration.kind) {
    case 'blank':
    case 'foreign':
      return undefined;
    case 'slot':
    case 'trace-slot': {
      const { id, addressSpace, name, head } = declaration;
      const number = `Slot#${id?.text ?? '?'}`;
      const space = addressSpace && addressSpace.text !== '0' ? ` in AddrSpace#${addressSpace.text}` : '';
      return make(
        'slot',
        `${number}${name?.text ? ` ${name.text}` : ''}${space}`,
        placeOf(snapshot, declaration),
        head,
      );
    }
    case 'attributes': {
      const name = declaration.private ? 'private' : 'shared';
      return make('attributes', name, placeOf(snapshot, declaration), declaration.head);
    }
    case 'let': {
      const { name, expression, keyword } = declaration;
      const written = expression ? declaration.text.slice(expression.start, expression.end) : '';
      return make('let', name?.text || 'let', clipEntry(written), name ?? keyword);
    }
    case 'backing':
      return make('backing', declaration.name?.text || 'backing', fieldsText(declaration), selected(declaration));
    case 'machine':
    case 'rule':
      return make(
        declaration.kind,
        `${declaration.kind} ${declaration.name?.text ?? ''}`.trim(),
        '',
        selected(declaration),
      );
    case 'host':
      return make('host', 'host', fieldsText(declaration), selected(declaration));
  }
}

const NONE: readonly DocumentSymbol[] = [];

function selected({ name, keyword }: NamedDeclaration): { start: number; end: number } {
  return name ?? keyword;
}

/** `[0x0, 0x80000000) 2 GiB`. */
function placeOf({ facts }: Snapshot, declaration: Declaration): string {
  const operation = facts.operationOf(declaration);
  if (!operation) return '';
  let place = PLACES.get(operation);
  if (place === undefined) {
    place = describePlace(operation);
    PLACES.set(operation, place);
  }
  return place;
}

/** An operation that did not change has the description that it had. */
const PLACES = new WeakMap<Operation, string>();

function describePlace({ kind, gpa, size }: Operation): string {
  if (size.value === 0n && kind === 'set-memory-region') return 'deleted';
  if (gpa.value === undefined || size.value === undefined) return '';
  return `[${hex(gpa.value)}, ${hex(gpa.value + size.value)}) ${formatSize(size.value)}`;
}

/** The values of a declaration's fields, as written. */
function fieldsText(declaration: NamedDeclaration): string {
  const values = declaration.fields.flatMap(({ value }) =>
    value ? [declaration.text.slice(value.start, value.end)] : [],
  );
  return clipEntry(values.join(', '));
}
