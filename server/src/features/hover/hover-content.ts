/** What a hover shows, and which characters of the declaration it is about. */
export interface HoverContent {
  /** User text in it is escaped. */
  readonly markdown: string;
  /** In UTF-16 units from the start of the declaration's text. */
  readonly start: number;
  readonly end: number;
}
