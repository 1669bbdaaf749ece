import process from 'node:process';
import type { Writable } from 'node:stream';
import { AbstractMessageWriter, type Message, type MessageWriter } from 'vscode-jsonrpc/node';

/**
 * Writes messages with the protocol's header to a stream: all that are sent in one go in one write. vscode-jsonrpc's own
 * writer waits for each header to be written before it writes the rest, and four writes to a pipe cost an edit of a small file
 * a fifth of its time.
 */
export class NodeStreamWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #stream: Writable;
  #collects = false;
  #errors = 0;

  constructor(stream: Writable) {
    super();
    this.#stream = stream;
    stream.on('error', (error) => this.fireError(error, undefined, ++this.#errors));
    stream.on('close', () => this.fireClose());
  }

  /** Resolves when the message was written, or could not be, which is told as an event. */
  write(message: Message): Promise<void> {
    const body = JSON.stringify(message);
    if (!this.#collects) this.#collect();
    return new Promise((resolve) => {
      this.#stream.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, () => resolve());
    });
  }

  end(): void {
    this.#stream.end();
  }

  #collect(): void {
    this.#collects = true;
    this.#stream.cork();
    process.nextTick(() => {
      this.#collects = false;
      this.#stream.uncork();
    });
  }
}
