import { drawMap } from '../../../server/src/features/map/draw-map';
import { layoutMap } from '../../../server/src/features/map/layout-map';
import type { MapView } from '../../../server/src/features/map/map-of';
import {
  type MapBacking,
  type MapPlace,
  type MapSlot,
  mapAddresses,
} from '../../../server/src/features/map/memory-map';
import { pictureScale } from '../../../server/src/features/map/picture-scale';
import { itemAt } from './item-at';
import { LIVE_COLOURS, presentColours } from './panel-colours';
import type { CursorPlace, FromPanel, PanelChoice, PanelState, ToPanel } from './panel-messages';
import { toPng } from './to-png';

/** What VS Code gives the script of a webview. */
declare function acquireVsCodeApi(): {
  postMessage(message: FromPanel): void;
  getState(): PanelState | undefined;
  setState(state: PanelState): void;
};

const LEAST_ZOOM = 0.5;
const MOST_ZOOM = 16;
const LEAST_LABELS = 115;
const MOST_LABELS = 240;
/** Pixels of everything but the labels, with and without host nodes. */
const [WITH_NODES, WITHOUT_NODES] = [582, 456];
/** What stands above and below the column, and beside the map. */
const AROUND = 90;

const vscode = acquireVsCodeApi();
const find = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const machine = find<HTMLSelectElement>('machine');
const firmware = find<HTMLSelectElement>('firmware');
const calls = find<HTMLInputElement>('calls');
const scale = find<HTMLSelectElement>('scale');
const box = find('map');

let { scale: kind, zoom, uri } = vscode.getState() ?? ({ scale: 'log', zoom: undefined, uri: undefined } as PanelState);
const keep = () => vscode.setState({ scale: kind, zoom, uri });
let view: MapView | undefined;
let name = '';
let cursor: CursorPlace | undefined;
/** The id of the slot or backing that is chosen. */
let chosen = '';
scale.value = kind;

window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => {
  cursor = data.at;
  if (data.type === 'show') {
    view = data.view ? { ...data.view, map: mapAddresses(data.view.map, BigInt) } : undefined;
    ({ name, uri } = data);
    keep();
    showControls();
    draw();
  }
  followCursor();
});

function showControls(): void {
  find('title').textContent = view ? `${name}: ${view.titles[view.machine]}` : filled('empty', name);
  find('notes').replaceChildren(...(view?.map.notes ?? []).map(paragraph));
  find('machine-label').hidden = !view || view.titles.length < 2;
  machine.replaceChildren(
    ...(view?.titles ?? []).map((title, i) => new Option(title, `${i}`, false, i === view?.machine)),
  );
  find('firmware-label').hidden = !view?.bothMoments;
  firmware.value = view?.firmware ?? 'before';
  const { count, done } = view?.calls ?? { count: 0, done: 0 };
  find('calls-label').hidden = count < 2;
  calls.max = `${count}`;
  // While somebody moves the slider, it knows better than an answer that was under way.
  if (document.activeElement !== calls) calls.value = `${done}`;
  find('calls-done').textContent = filled('done', `${done}`, `${count}`);
}

/** Draws the map, and keeps what was chosen, what has the focus, and what is in the middle. */
function draw(): void {
  const { scrollTop, scrollHeight, clientHeight } = box;
  const middle = items().length > 0 ? (scrollTop + clientHeight / 2) / scrollHeight : 0;
  const hadFocus = box.contains(document.activeElement);
  box.innerHTML = view ? drawMap(view.map, layout(view), styleOf(true)) : '';
  box.scrollTop = middle * box.scrollHeight - clientHeight / 2;
  if (!item(chosen)) {
    chosen = '';
    find('details').replaceChildren();
  }
  // One of each list is reached with the Tab key.
  for (const list of box.querySelectorAll('[role=listbox]')) list.firstElementChild?.setAttribute('tabindex', '0');
  choose(chosen || (items()[0]?.id ?? ''), hadFocus);
}

/** A text that the page has from the extension, with values in the places of `{0}` and `{1}`. */
function filled(text: 'empty' | 'done', ...values: readonly string[]): string {
  return document.body.dataset[text]?.replace(/\{(\d)\}/g, (_, i) => values[Number(i)] ?? '') ?? '';
}

function layout({ map }: MapView) {
  return layoutMap(map, pictureScale(kind, zoom ?? fittingZoom(map)));
}

function fittingZoom(map: MapView['map']): number {
  const natural = layoutMap(map, pictureScale(kind, 1)).height;
  return Math.min(Math.max((box.clientHeight - AROUND) / natural, LEAST_ZOOM), 1);
}

const styleOf = (interactive: boolean) => ({
  colours: interactive ? LIVE_COLOURS : presentColours(),
  labels: labelWidth(),
  title: interactive ? 'guest-physical memory' : (find('title').textContent ?? ''),
  more: 0,
  interactive,
});

/** As wide as the panel allows. */
function labelWidth(): number {
  const nodes = view?.map.backings.some(({ nodes }) => nodes !== undefined);
  const room = box.clientWidth - (nodes ? WITH_NODES : WITHOUT_NODES);
  return Math.min(Math.max(room, LEAST_LABELS), MOST_LABELS);
}

function items(): SVGElement[] {
  return [...box.querySelectorAll<SVGElement>('[role=option]')];
}

function item(id: string): SVGElement | undefined {
  return items().find((other) => other.id === id);
}

function followCursor(): void {
  if (!view || !cursor) return;
  const here = cursor;
  const all: readonly (MapSlot | MapBacking)[] = [...view.map.slots, ...view.map.backings];
  const ids = items().map(({ id }) => id);
  const of = (i: number) =>
    itemAt(
      all.slice(i, i + 1).map(({ place }) => place),
      here,
      view?.calls !== undefined,
    ) === 0;
  const found = itemAt(
    all.map(({ place }) => place),
    here,
    view.calls !== undefined,
  );
  // Several slots may be written in one place: the one that was chosen stays.
  const now = ids.indexOf(chosen);
  const same = now >= 0 && of(now) && JSON.stringify(all[now]?.place) === JSON.stringify(all[found]?.place);
  const id = ids[same ? now : found];
  if (id === undefined) return;
  choose(id, false);
  item(id)?.scrollIntoView({ block: 'nearest' });
}

/** Marks a slot or a backing, and says what is known of it. */
function choose(id: string, focus: boolean): void {
  const next = item(id);
  const details = find('details');
  if (!next) return;
  for (const other of items()) {
    const same = other === next;
    other.setAttribute('aria-selected', `${same}`);
    if (other.parentNode === next.parentNode) other.setAttribute('tabindex', same ? '0' : '-1');
  }
  if (focus) {
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: 'nearest' });
  }
  const known = dataOf(id);
  if (chosen !== id || details.dataset.of !== next.ariaLabel) {
    chosen = id;
    details.dataset.of = next.ariaLabel ?? '';
    const heading = document.createElement('h2');
    heading.textContent = next.ariaLabel;
    details.replaceChildren(heading, ...(known && 'notes' in known ? known.notes.map(paragraph) : []));
  }
}

function dataOf(id: string): MapSlot | MapBacking | undefined {
  const [list, index] = id.split('-');
  return list === 'slot' ? view?.map.slots[Number(index)] : view?.map.backings[Number(index)];
}

function paragraph(text: string): HTMLElement {
  const element = document.createElement('p');
  element.textContent = text;
  return element;
}

function reveal(place: MapPlace | undefined, focus: boolean): void {
  if (place) vscode.postMessage({ type: 'reveal', place, focus });
}

box.addEventListener('click', ({ target }) => {
  const clicked = (target as Element).closest('[role=option]');
  if (!clicked) return;
  choose(clicked.id, true);
  reveal(dataOf(clicked.id)?.place, false);
});

box.addEventListener('focusin', ({ target }) => choose((target as Element).id, false));

box.addEventListener('keydown', (event) => {
  const { key, target } = event;
  const list = [...((target as Element).parentElement?.querySelectorAll<SVGElement>('[role=option]') ?? [])];
  const at = list.indexOf(target as SVGElement);
  if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
  const known = dataOf(chosen);
  const steps: Record<string, number> = {
    ArrowUp: at - 1,
    ArrowDown: at + 1,
    Home: 0,
    End: list.length - 1,
    PageUp: at - 10,
    PageDown: at + 10,
  };
  if (key in steps) choose(list[Math.min(Math.max(steps[key]!, 0), list.length - 1)]!.id, true);
  else if (key === 'ArrowRight' && known && 'backing' in known) choose(`backing-${known.backing}`, true);
  else if (key === 'ArrowLeft' && known && !('kind' in known)) choose(`slot-${firstSlotOf(chosen)}`, true);
  else if (key === 'Enter' || key === ' ') reveal(known?.place, key === 'Enter');
  else if (key === '+' || key === '=') zoomBy(2);
  else if (key === '-') zoomBy(0.5);
  else if (key === '0') zoomBy(undefined);
  else return;
  event.preventDefault();
});

function firstSlotOf(backing: string): number {
  return view?.map.slots.findIndex((slot) => `backing-${slot.backing}` === backing) ?? -1;
}

/** `undefined`: back to what fits. */
function zoomBy(factor: number | undefined): void {
  if (!view) return;
  zoom = factor && Math.min(Math.max((zoom ?? fittingZoom(view.map)) * factor, LEAST_ZOOM), MOST_ZOOM);
  keep();
  draw();
}

find('larger').onclick = () => zoomBy(2);
find('smaller').onclick = () => zoomBy(0.5);
find('fit').onclick = () => zoomBy(undefined);
box.addEventListener(
  'wheel',
  (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomBy(event.deltaY < 0 ? 1.25 : 0.8);
  },
  { passive: false },
);
/** What is between the slots is dragged. */
box.addEventListener('pointerdown', ({ target, pointerId, button }) => {
  if (button !== 0 || (target as Element).closest('[role=option]') || target === box) return;
  box.setPointerCapture(pointerId);
  box.classList.add('dragged');
});
box.addEventListener('pointermove', ({ movementX, movementY }) => {
  if (box.classList.contains('dragged')) box.scrollBy(-movementX, -movementY);
});
for (const end of ['pointerup', 'pointercancel'] as const)
  box.addEventListener(end, () => box.classList.remove('dragged'));
window.addEventListener('resize', () => zoom ?? draw());

scale.onchange = () => {
  kind = scale.value === 'linear' ? 'linear' : 'log';
  keep();
  draw();
};
const sendChoice = (choice: PanelChoice) => vscode.postMessage({ type: 'choose', choice });
machine.onchange = () => sendChoice({ machine: Number(machine.value) });
firmware.onchange = () =>
  sendChoice({ machine: view?.machine ?? 0, firmware: firmware.value === 'after' ? 'after' : 'before' });
calls.oninput = () => sendChoice({ machine: view?.machine ?? 0, calls: Number(calls.value) });

function picture(): string {
  return view ? drawMap(view.map, layout(view), styleOf(false)) : '';
}
find('svg').onclick = () =>
  vscode.postMessage({ type: 'save', format: 'svg', content: new TextEncoder().encode(picture()) });
find('png').onclick = async () => vscode.postMessage({ type: 'save', format: 'png', content: await toPng(picture()) });

vscode.postMessage({ type: 'ready' });
