import type { MapPlace } from '../../../server/src/features/map/memory-map';
import type { MapParams, MapResult } from '../../../server/src/lsp/map-request';

/** Where the cursor is, from 0. */
export interface CursorPlace {
  readonly line: number;
  readonly character: number;
}

/** What the panel is told. */
export type ToPanel =
  /** `uri`, `name`: of the document. */
  | {
      readonly type: 'show';
      readonly uri: string;
      readonly name: string;
      readonly view: MapResult;
      readonly at: CursorPlace | undefined;
    }
  | { readonly type: 'cursor'; readonly at: CursorPlace };

/** What outlives a panel that is hidden, and a window that is loaded anew. */
export interface PanelState {
  readonly scale: 'log' | 'linear';
  /** `undefined`: as large as the panel, where that is large enough to read. */
  readonly zoom: number | undefined;
  /** The document whose map is shown. */
  readonly uri: string | undefined;
}

/** What is chosen in the panel. */
export type PanelChoice = Pick<MapParams, 'machine' | 'calls' | 'firmware'>;

/** What the panel says. */
export type FromPanel =
  /** It was made, or made again after it had been hidden. */
  | { readonly type: 'ready' }
  | { readonly type: 'choose'; readonly choice: PanelChoice }
  | { readonly type: 'reveal'; readonly place: MapPlace; readonly focus: boolean }
  | { readonly type: 'save'; readonly format: 'svg' | 'png'; readonly content: Uint8Array };
