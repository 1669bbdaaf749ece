/**
 * Finds where a string comes next. What was searched is remembered, so that any number of questions that go through a text
 * from its beginning to its end read it once in all, however often the answer is that there is none.
 */
export class NextOccurrence {
  /** From here on, up to `found`, the string does not begin. */
  private known = 0;
  private found = -1;

  constructor(
    private readonly text: string,
    private readonly wanted: string,
  ) {}

  /** Where it begins at or behind `at`; `Infinity`: nowhere. */
  from(at: number): number {
    if (at > this.found) {
      const index = this.text.indexOf(this.wanted, at);
      this.found = index < 0 ? Number.POSITIVE_INFINITY : index;
      this.known = at;
    } else if (at < this.known) {
      const index = this.text.slice(at, this.known + this.wanted.length - 1).indexOf(this.wanted);
      if (index >= 0) this.found = at + index;
      this.known = at;
    }
    return this.found;
  }
}
