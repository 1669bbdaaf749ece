import { escapeXml } from '../../../server/src/features/map/escape-xml';

/** What the page of the memory map is made with. */
export interface PanelPage {
  /** The URI of its script. */
  readonly script: string;
  /** A word that nobody can guess: only what carries it runs. */
  readonly nonce: string;
  /** Gives a text in the user's language. */
  readonly translate: (text: string) => string;
}

/** The page of the memory map: controls, the map, and what is known of what is chosen in it. Nothing is fetched but its script. */
export function panelPage({ script, nonce, translate }: PanelPage): string {
  const t = (text: string) => escapeXml(translate(text));
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${t('Memory Map')}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body data-empty="${t('{0} has no memory to be drawn.')}" data-done="${t('{0} of {1}')}">
<header>
<label id="machine-label">${t('Machine')} <select id="machine"></select></label>
<label id="firmware-label">${t('Firmware')} <select id="firmware"><option value="before">${t('before it runs')}</option><option value="after">${t('after it ran')}</option></select></label>
<label id="calls-label">${t('Calls')} <input id="calls" type="range" min="0"><output id="calls-done" for="calls"></output></label>
<label>${t('Scale')} <select id="scale"><option value="log">${t('logarithmic')}</option><option value="linear">${t('linear')}</option></select></label>
<span><button id="smaller" aria-label="${t('Zoom out')}">−</button><button id="larger" aria-label="${t('Zoom in')}">+</button><button id="fit">${t('Fit')}</button></span>
<span><button id="svg">${t('Save SVG')}</button><button id="png">${t('Save PNG')}</button></span>
</header>
<main><h1 id="title"></h1><div id="notes" role="status"></div><div id="map"></div></main>
<section aria-label="${t('Details')}" aria-live="polite" id="details"></section>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}

const STYLE = `
html,body{height:100%;margin:0;padding:0}
body{display:flex;flex-direction:column;color:var(--vscode-foreground);background:var(--vscode-editor-background);font:var(--vscode-font-size,13px) var(--vscode-font-family,sans-serif)}
header{display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center;padding:8px 14px;border-bottom:1px solid var(--vscode-panel-border,var(--vscode-contrastBorder,transparent))}
label{display:flex;gap:6px;align-items:center}
[hidden]{display:none}
select,button{font:inherit;color:var(--vscode-dropdown-foreground);background:var(--vscode-dropdown-background);border:1px solid var(--vscode-dropdown-border,var(--vscode-contrastBorder,transparent));border-radius:2px;padding:3px 6px;max-width:22em}
button{color:var(--vscode-button-secondaryForeground);background:var(--vscode-button-secondaryBackground);margin-right:3px;cursor:pointer}
button:hover{background:var(--vscode-button-secondaryHoverBackground)}
button:hover:not(:focus-visible){outline:1px dashed var(--vscode-contrastActiveBorder,transparent)}
input{accent-color:var(--vscode-focusBorder)}
output{min-width:5em;font-variant-numeric:tabular-nums}
main{flex:1;min-height:0;display:flex;flex-direction:column}
h1,h2{font-size:1em;margin:0;overflow-wrap:anywhere}
h1{padding:8px 14px 0}
#notes{padding:0 14px}
#notes p{margin:4px 0}
#map{flex:1;overflow:auto;padding:0 4px}
#map.dragged{cursor:grabbing}
svg{display:block;font-family:inherit}
[role=option]{cursor:pointer}
:focus-visible{outline:2px solid var(--vscode-focusBorder);outline-offset:1px}
[role=option]:focus{outline:2px solid var(--vscode-focusBorder)}
[aria-selected=true]{outline:2px dashed var(--vscode-focusBorder)}
#details{border-top:1px solid var(--vscode-panel-border,var(--vscode-contrastBorder,transparent));padding:8px 14px;min-height:5.4em;max-height:30%;overflow:auto}
#details p{margin:3px 0;overflow-wrap:anywhere;user-select:text}
`;
