import type { MapColours } from '../../../server/src/features/map/palette';

/** The editor's own colours, each by its CSS variable and what stands in for it where a theme has none. */
const VARIABLES: Readonly<Record<keyof MapColours, readonly [variable: string, otherwise: string]>> = {
  card: ['editor-background', '#1e1e1e'],
  ink: ['foreground', '#cccccc'],
  quiet: ['descriptionForeground', '#9d9d9d'],
  backing: ['charts-lines', '#8d99ae'],
  unknown: ['editorWidget-background', '#3b4450'],
  refused: ['errorForeground', '#f85149'],
};

/** The colours of the map in the panel, which follow the theme. */
export const LIVE_COLOURS: MapColours = coloursBy((variable, otherwise) => `var(--vscode-${variable}, ${otherwise})`);

/** The colours as they are now, for a picture that is saved. */
export function presentColours(): MapColours {
  const style = getComputedStyle(document.body);
  return coloursBy((variable, otherwise) => style.getPropertyValue(`--vscode-${variable}`).trim() || otherwise);
}

function coloursBy(write: (variable: string, otherwise: string) => string): MapColours {
  const entries = Object.entries(VARIABLES).map(([name, [variable, otherwise]]) => [name, write(variable, otherwise)]);
  return Object.fromEntries(entries) as Record<keyof MapColours, string>;
}
