import process from 'node:process';
import type { Analysis } from '../features/analysis';
import { drawMap } from '../features/map/draw-map';
import { layoutMap } from '../features/map/layout-map';
import { type MapQuery, type MapView, mapsOf } from '../features/map/map-of';
import { mapAddresses } from '../features/map/memory-map';
import { CARD } from '../features/map/palette';
import { pictureScale } from '../features/map/picture-scale';
import { stackPictures } from '../features/map/svg';
import { hex } from '../model/format';
import { readInputOptions } from './input-options';
import { mapText } from './map-text';
import { readAnalysis } from './read-analysis';
import { readFiles } from './read-files';
import { paintFor, printable } from './terminal';
import { UsageError } from './usage-error';
import { warnOfRefusals } from './warn-of-refusals';
import type { KnownFile } from './write-files';
import { writeReport } from './write-report';

const LABELS = 240;

/** `memslot map`: the guest-physical memory of every machine, as text for a terminal, as one SVG, or as JSON. */
export async function mapCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('map', argv);
  const query = readQuery(options.own);
  const paint = paintFor(options.color);
  const columns = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  const viewsOf = (input: KnownFile<Analysis>): readonly MapView[] => {
    warnOfRefusals(input);
    const views = mapsOf(input.known, query);
    if (query.firmware === 'after')
      for (const { firmware, titles, machine } of views)
        if (firmware === 'before')
          input.warn(`${input.file}: what the firmware of ${titles[machine]} does is not known`);
    return views;
  };
  const svg = (input: KnownFile<Analysis>): string => {
    if (!input.alone) throw new UsageError("'memslot map --format svg' makes one picture, of one file.");
    const views = viewsOf(input);
    if (views.length === 0) throw new UsageError(`${printable(input.file)} has no memory to be drawn.`);
    return `${stackPictures(views.map(drawView))}\n`;
  };
  const text = (input: KnownFile<Analysis>): string =>
    viewsOf(input)
      .map(
        (view) =>
          `${paint.bold(`${printable(input.file)}: ${printable(headingOf(view))}`)}\n${mapText(view.map, columns, paint)}`,
      )
      .join('\n') || `${printable(input.file)}: no memory to be drawn\n`;
  const { unread } = await writeReport(options, {
    list: 'maps',
    read: (files) => readFiles(files, (file) => readAnalysis(file, options)),
    json: (input) =>
      viewsOf(input).map((view) =>
        JSON.stringify({ file: input.file, title: view.titles[view.machine], ...mapAddresses(view.map, hex) }),
      ),
    text: options.format === 'svg' ? svg : text,
    between: '\n',
  });
  return unread > 0 ? 2 : 0;
}

function readQuery({ firmware, calls }: Readonly<Record<string, string | undefined>>): MapQuery {
  if (firmware !== undefined && firmware !== 'before' && firmware !== 'after')
    throw new UsageError(`--firmware is before or after, not '${firmware}'.`);
  if (calls !== undefined && !/^\d{1,9}$/.test(calls))
    throw new UsageError(`--calls is a number of calls, not '${calls}'.`);
  return { ...(firmware && { firmware }), ...(calls !== undefined && { calls: Number(calls) }) };
}

/** `q35, before the firmware runs`, `machine 1, after 3 of 9 calls`. */
function headingOf({ titles, machine, calls, firmware, bothMoments }: MapView): string {
  const moment = bothMoments || firmware === 'after' ? `, ${firmware} the firmware runs` : '';
  const some = calls && calls.done < calls.count ? `, after ${calls.done} of ${calls.count} calls` : '';
  return `${titles[machine]}${moment}${some}`;
}

function drawView(view: MapView): string {
  return drawMap(view.map, layoutMap(view.map, pictureScale('log', 1)), {
    colours: CARD,
    labels: LABELS,
    title: headingOf(view),
    more: 0,
    interactive: false,
  });
}
