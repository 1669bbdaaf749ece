/**
 * Rows of 32-bit integers of the same width, one behind the other. A large document has millions of elements: as numbers
 * they take a tenth of the memory and of the time that objects would.
 */
export class IntTable {
  constructor(
    private readonly width: number,
    public data = new Int32Array(width * 64),
    /** How many rows there are. */
    public count = 0,
  ) {}

  copy(): IntTable {
    return new IntTable(this.width, this.data.slice(0, this.count * this.width), this.count);
  }

  /** Adds a row of zeros, and says where in `data` it begins. */
  add(): number {
    const at = this.count * this.width;
    if (at === this.data.length) {
      const larger = new Int32Array(at * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.count += 1;
    return at;
  }
}
