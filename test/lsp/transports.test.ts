import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ListenOptions, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { builtServer } from './built-server';

/** The server under test. */
const program = builtServer();

const INITIALIZE = { processId: null, rootUri: null, capabilities: {} };

/** Starts the server with these arguments. */
async function start(stdio: 'ignore' | 'ipc' | 'pipe', ...args: string[]): Promise<ChildProcess> {
  const stream = stdio === 'pipe' ? 'pipe' : 'ignore';
  return spawn(process.execPath, [await program, ...args], {
    stdio: [stream, stream, 'inherit', ...(stdio === 'ipc' ? (['ipc'] as const) : [])],
  });
}

function overStreams(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): MessageConnection {
  return createMessageConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
}

/** The server answers, and ends when it is told to. */
async function talk(connection: MessageConnection, server: ChildProcess): Promise<void> {
  const exited = once(server, 'exit');
  connection.listen();
  const { serverInfo } = await connection.sendRequest<{ serverInfo: { name: string } }>('initialize', INITIALIZE);
  assert.equal(serverInfo.name, 'memslot');
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  assert.deepEqual(await exited, [0, null]);
  connection.dispose();
}

/** Waits for the server, which is started with what `option` makes of the address, to connect. */
async function accept(listenOn: ListenOptions, option: (port: number) => string[]): Promise<[Socket, ChildProcess]> {
  const listener = createServer();
  listener.listen(listenOn);
  await once(listener, 'listening');
  const address = listener.address();
  const server = await start('ignore', ...option(address && typeof address === 'object' ? address.port : 0));
  const [socket] = (await once(listener, 'connection')) as [Socket];
  listener.close();
  return [socket, server];
}

for (const option of [(port: number) => [`--socket=${port}`], (port: number) => ['--socket', `${port}`]])
  test(`on the client's port: ${option(1).join(' ')}`, async () => {
    const [socket, server] = await accept({ host: '127.0.0.1', port: 0 }, option);
    await talk(overStreams(socket, socket), server);
  });

test('in a pipe that has a name', async () => {
  const name = `memslot-test-${process.pid}`;
  const file = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(os.tmpdir(), `${name}.sock`);
  const [socket, server] = await accept({ path: file }, () => [`--pipe=${file}`]);
  await talk(overStreams(socket, socket), server);
});

test('as a child process of Node’s', async () => {
  const server = await start('ipc', '--node-ipc');
  await talk(createMessageConnection(new IPCMessageReader(server), new IPCMessageWriter(server)), server);
});

test('whose client is gone: the server ends', async () => {
  const [socket, onSocket] = await accept({ host: '127.0.0.1', port: 0 }, (port) => [`--socket=${port}`]);
  const child = await start('ipc', '--node-ipc');
  const exits = Promise.all([once(onSocket, 'exit'), once(child, 'exit')]);
  socket.destroy();
  child.disconnect();
  assert.deepEqual(await exits, [
    [1, null],
    [1, null],
  ]);
});

test('whose client is another process, which has ended: the server ends', async () => {
  const client = spawn(process.execPath, ['--eval', '']);
  await once(client, 'exit');
  const servers = await Promise.all([
    start('pipe', '--stdio', `--clientProcessId=${client.pid}`),
    start('pipe', '--stdio'),
  ]);
  const exits = servers.map((server) => once(server, 'exit'));
  const connections = servers.map(({ stdin, stdout }) => overStreams(stdout!, stdin!));
  for (const [at, connection] of connections.entries()) {
    connection.listen();
    // An id that was given with the arguments outranks it.
    const processId = at === 0 ? process.pid : client.pid;
    await connection.sendRequest('initialize', { ...INITIALIZE, processId });
  }
  assert.deepEqual(await Promise.all(exits), [
    [1, null],
    [1, null],
  ]);
  for (const connection of connections) connection.dispose();
});

test('none: the server says what it takes', async () => {
  const server = spawn(process.execPath, [await program], { stdio: ['pipe', 'ignore', 'pipe'] });
  let said = '';
  server.stderr.on('data', (text) => {
    said += text;
  });
  await once(server, 'close');
  assert.match(said, /^The language server .*--stdio, --node-ipc, --socket=PORT or --pipe=NAME\.\n$/);
  assert.equal(server.exitCode, 1);
});
