/** An SVG as a data: URI that can stand in Markdown: nothing in it ends the link. */
export function encodeDataUri(svg: string): string {
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg).replace(/[()'*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
}
