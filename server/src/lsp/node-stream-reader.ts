import type { Readable } from 'node:stream';
import { AbstractMessageReader, type DataCallback, type Disposable, type MessageReader } from 'vscode-jsonrpc/node';

/** The longest header that is waited for, in bytes: a client sends less than a hundred. */
const LONGEST_HEADER = 8192;

/**
 * Reads messages with the protocol's header from a stream. What has arrived is handed on at once; vscode-jsonrpc's own reader
 * lets a turn of the event loop pass before each message.
 */
export class NodeStreamReader extends AbstractMessageReader implements MessageReader {
  readonly #stream: Readable;
  /** What has arrived and is not read yet. */
  #chunks: Buffer[] = [];
  #length = 0;
  /** The length of the message whose header was read; `undefined`: a header comes next. */
  #wanted: number | undefined;

  constructor(stream: Readable) {
    super();
    this.#stream = stream;
    stream.on('error', (error) => this.fireError(error));
    stream.on('close', () => this.fireClose());
  }

  listen(callback: DataCallback): Disposable {
    const onData = (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      for (let body = this.#next(); body; body = this.#next()) {
        try {
          callback(JSON.parse(body.toString()));
        } catch (error) {
          this.fireError(error);
        }
      }
    };
    this.#stream.on('data', onData);
    return { dispose: () => this.#stream.off('data', onData) };
  }

  /** The next message, once all of it is here. */
  #next(): Buffer | undefined {
    while (this.#wanted === undefined) {
      const buffer = this.#take(this.#length);
      const end = buffer.indexOf('\r\n\r\n');
      // Without an end in sight this is no header: nobody can tell where the next one begins.
      if (end < 0 && buffer.length <= LONGEST_HEADER) this.#putBack(buffer);
      if (end < 0) return undefined;
      const length = /^content-length: *(\d+)/im.exec(buffer.toString('latin1', 0, end))?.[1];
      if (length === undefined) this.fireError(new Error('A message has no Content-Length.'));
      else this.#wanted = Number(length);
      this.#putBack(buffer.subarray(end + 4));
    }
    if (this.#length < this.#wanted) return undefined;
    const body = this.#take(this.#wanted);
    this.#wanted = undefined;
    return body;
  }

  /** Takes so many bytes of those that are here. */
  #take(count: number): Buffer {
    const [first, ...more] = this.#chunks;
    const all = first && more.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#length = 0;
    this.#putBack(all.subarray(count));
    return all.subarray(0, count);
  }

  #putBack(rest: Buffer): void {
    if (rest.length === 0) return;
    this.#chunks.unshift(rest);
    this.#length += rest.length;
  }
}
