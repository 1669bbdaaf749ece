/** What a progress bar is drawn on: standard error, where that is a terminal. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows how far a long run is. Draws nothing for a short one, and nothing at all where nobody looks. */
export interface ProgressBar {
  /** So many of all are done. */
  show(done: number): void;
  /** Takes the bar away, so that something else can be written. It comes back with the next `show` that is due. */
  hide(): void;
}

/** Milliseconds before the bar comes, and between two drawings of it. */
const PAUSE = 100;
const WIDTH = 30;

/** `now`: a clock in milliseconds. */
export function createProgressBar(terminal: Terminal, total: number, now: () => number): ProgressBar {
  let last = now();
  let drawn = false;
  return {
    show(done) {
      if (!terminal.isTTY || now() - last < PAUSE) return;
      last = now();
      drawn = true;
      const filled = Math.floor((done / total) * WIDTH);
      const count = `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} files`;
      const bar = `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${count}`;
      // A line that is too long would wrap, and could not be taken away.
      terminal.write(`\r${bar.slice(0, (terminal.columns ?? 80) - 1)}`);
    },
    hide() {
      if (drawn) terminal.write('\r\u001b[K');
      drawn = false;
    },
  };
}
