/** A piece of user text short enough for a message. */
export function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

/** A piece of user text short enough for a line of the outline. */
export function clipEntry(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
