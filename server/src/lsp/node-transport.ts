import { createConnection } from 'node:net';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { IPCMessageReader, IPCMessageWriter, type MessageReader, type MessageWriter } from 'vscode-jsonrpc/node';
import { NodeStreamReader } from './node-stream-reader';
import { NodeStreamWriter } from './node-stream-writer';

/** How messages come from the client and get to it. */
export interface NodeTransport {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** Calls the listener when nothing will come from the client any more. */
  readonly onEnd: (listener: () => void) => void;
}

/**
 * The transport that the process was started with: `--stdio`, `--node-ipc`, `--socket=PORT` or `--pipe=NAME`, the first of
 * them; `undefined`: with none. The value may also be an argument of its own.
 */
export function nodeTransport(argv: readonly string[]): NodeTransport | undefined {
  for (const name of argv.map((argument) => argument.split('=', 1)[0])) {
    if (name === '--node-ipc') {
      const onEnd = (listener: () => void) => void process.once('disconnect', listener);
      return { reader: new IPCMessageReader(process), writer: new IPCMessageWriter(process), onEnd };
    }
    if (name === '--stdio') return overStreams(process.stdin, process.stdout);
    const value = name === '--socket' || name === '--pipe' ? argumentOf(name, argv) : undefined;
    if (!value) continue;
    const socket = name === '--pipe' ? createConnection(value) : createConnection(Number(value), '127.0.0.1');
    return overStreams(socket, socket);
  }
  return undefined;
}

/** The value of an option: `--name=value` or `--name value`. */
export function argumentOf(name: string, argv: readonly string[]): string | undefined {
  const at = argv.findIndex((argument) => argument === name || argument.startsWith(`${name}=`));
  const argument = argv[at];
  return argument === name ? argv[at + 1] : argument?.slice(name.length + 1);
}

function overStreams(input: Readable, output: Writable): NodeTransport {
  const onEnd = (listener: () => void) => {
    input.on('end', listener);
    input.on('close', listener);
  };
  return { reader: new NodeStreamReader(input), writer: new NodeStreamWriter(output), onEnd };
}
