import { once } from 'node:events';
import process from 'node:process';
import type { Effect } from '../features/trace/describe-transaction';
import { type TracedTransaction, TraceReader, type TraceSink } from '../features/trace/trace-reader';
import { formatSize, hex, plural } from '../model/format';
import { addressValue } from '../model/host-address';
import type { Operation, SetMemoryRegion } from '../model/slot-operation';
import { nameOf } from '../rules/slot-text';
import { effectiveErrno } from '../simulation/replay';
import { readInputOptions } from './input-options';
import { listInputs } from './list-inputs';
import { readSource } from './read-source';
import { type Paint, paintFor, printable } from './terminal';
import { UsageError } from './usage-error';

/** `memslot trace`: what each operation of a log did, while it is read, and what is set in the end. */
export async function traceCommand(argv: readonly string[]): Promise<number> {
  const options = readInputOptions('trace', argv);
  let unread = 0;
  const complain = (message: string) => {
    unread++;
    process.stderr.write(`memslot: ${printable(message)}\n`);
  };
  for (const input of listInputs(options, complain).files) {
    try {
      const source = await readSource(input, options.as);
      if (!source) continue;
      if (source.kind !== 'log' && source.kind !== 'memslots')
        throw new UsageError(`${input.path} is no log of memslots.`);
      let out = '';
      const write = (text: string) => {
        out += `${text}\n`;
      };
      const sink = options.format === 'json' ? jsonSink(input.path, write) : textSink(paintFor(options.color), write);
      const reader = new TraceReader(options.settings.of(input.path), sink);
      const flush = async () => {
        if (out !== '' && !process.stdout.write(out)) await once(process.stdout, 'drain');
        out = '';
      };
      if (options.format === 'text') write(paintFor(options.color).bold(printable(input.path)));
      for await (const piece of source.pieces()) {
        reader.push(piece);
        await flush();
      }
      reader.end();
      await flush();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      complain(error.message);
    }
  }
  return unread > 0 ? 2 : 0;
}

const LINE_WIDTH = 7;
const SLOT_WIDTH = 32;
const PLACE_WIDTH = 28;

function textSink(paint: Paint, write: (text: string) => void): TraceSink {
  let last: string | undefined;
  const tellMachine = (machine: string | undefined) => {
    if (machine !== last) write(paint.dim(`machine ${printable(machine ?? '')}`));
    last = machine;
  };
  return {
    transaction({ machine, title, effects }) {
      tellMachine(machine);
      if (title !== undefined) {
        const lines = `${effects[0]!.place}-${effects.at(-1)!.place}`;
        write(`${lines.padStart(LINE_WIDTH)}  ${paint.bold(title)}`);
      }
      for (const effect of effects) write(effectText(effect, title === undefined ? '' : '  ', paint));
    },
    end(machine, spaces) {
      tellMachine(machine);
      for (const [space, slots] of spaces) {
        const bytes = [...slots].reduce((sum, { start, end }) => sum + (end - start), 0n);
        const where = space === 0 ? '' : ` in address space ${space}`;
        write(paint.bold(`In the end: ${plural(BigInt(slots.length), 'slot')}${where}, ${formatSize(bytes)}`));
        for (const { start, end, region } of slots)
          write(
            `${' '.repeat(LINE_WIDTH)}  ${nameOf(region).padEnd(SLOT_WIDTH)}[${hex(start)}, ${hex(end)})  ${formatSize(end - start)}`,
          );
      }
    },
  };
}

function effectText({ place, result, label, detail }: Effect<number>, indent: string, paint: Paint): string {
  const { operation } = result;
  const errno = effectiveErrno(result);
  const colour = errno !== 0 && errno !== undefined ? paint.red : detail ? paint.yellow : paint.green;
  const line = `${place}`.padStart(LINE_WIDTH);
  const what = operation.kind === 'set-memory-region' ? `slot ${operation.slot.value ?? '?'}` : 'attributes';
  return `${line}  ${indent}${what.padEnd(11 - indent.length)}${placeText(operation).padEnd(PLACE_WIDTH)}  ${colour(printable(label))}`;
}

function placeText({ gpa, size }: Operation): string {
  if (gpa.value === undefined || size.value === undefined) return '';
  return size.value === 0n ? hex(gpa.value) : `[${hex(gpa.value)}, ${hex(gpa.value + size.value)})`;
}

/** One JSON object a line; numbers that can be large are texts. */
function jsonSink(file: string, write: (text: string) => void): TraceSink {
  return {
    transaction(transaction) {
      for (const effect of transaction.effects) write(JSON.stringify({ file, ...reported(transaction, effect) }));
    },
    end(machine, spaces) {
      for (const [addressSpace, slots] of spaces)
        for (const { region } of slots)
          write(JSON.stringify({ file, machine: machine ?? null, final: true, addressSpace, ...values(region) }));
    },
  };
}

function reported({ machine, title, effects }: TracedTransaction, { place, result, label, detail }: Effect<number>) {
  const { operation } = result;
  const errno = effectiveErrno(result);
  return {
    machine: machine ?? null,
    line: place,
    transaction: title === undefined ? null : { title, first: effects[0]!.place, last: effects.at(-1)!.place },
    ...(operation.kind === 'set-memory-region'
      ? values(operation)
      : { gpa: text(operation.gpa.value), size: text(operation.size.value) }),
    errno: errno === 0 ? null : (errno ?? null),
    effect: label,
    detail: detail ?? null,
  };
}

function values({ slot, gpa, size, userspaceAddr, flags }: SetMemoryRegion) {
  return {
    slot: slot.value === undefined ? null : Number(slot.value),
    gpa: text(gpa.value),
    size: text(size.value),
    userspaceAddr: text(addressValue(userspaceAddr)),
    flags: text(flags.value),
  };
}

const text = (value: bigint | undefined) => (value === undefined ? null : hex(value));
