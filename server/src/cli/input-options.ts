import process from 'node:process';
import { parseArgs } from 'node:util';
import { readSettings, type Settings } from '../features/settings';
import { ARCHITECTURE_NAMES } from '../model/architecture';
import { parseKernelVersion } from '../model/kernel-version';
import { readPageSize } from '../model/memslots/read-page-size';
import { acceptanceRuleOf } from '../simulation/acceptance/acceptance-rules';
import { UsageError } from './usage-error';

/** What `simulate` and `check` were asked to do. */
export interface InputOptions {
  readonly files: readonly string[];
  readonly format: 'text' | 'json';
  readonly settings: Settings;
  readonly color: boolean;
}

/** Reads the words behind the command. */
export function readInputOptions(command: string, argv: readonly string[]): InputOptions {
  const { values, positionals } = parse(command, argv);
  if (positionals.length === 0) throw new UsageError(`'memslot ${command}' needs a file; - is standard input.`);
  const { format = 'text', kernel, arch, rule } = values;
  if (format !== 'text' && format !== 'json')
    throw new UsageError(`There is no format '${format}'; there are text and json.`);
  if (kernel !== undefined && !parseKernelVersion(kernel))
    throw new UsageError(`'${kernel}' is not a kernel version such as 6.12.`);
  if (arch !== undefined && !ARCHITECTURE_NAMES.some((name) => name === arch))
    throw new UsageError(`There is no architecture '${arch}'; there are ${ARCHITECTURE_NAMES.join(', ')}.`);
  if (rule !== undefined && !acceptanceRuleOf(rule))
    throw new UsageError(`There is no acceptance rule '${rule}'; 'memslot rules' lists them.`);
  const pageSize = values['page-size'];
  if (pageSize !== undefined && readPageSize(pageSize) === undefined)
    throw new UsageError(`'${pageSize}' is not a page size such as 64K.`);
  const gpaBits = values['gpa-bits'];
  if (gpaBits !== undefined && !/^(?:1[2-9]|[2-5]\d|6[0-4])$/.test(gpaBits))
    throw new UsageError(`--gpa-bits is a number from 12 to 64, not '${gpaBits}'.`);
  return {
    files: positionals,
    format,
    settings: readSettings({
      kernel,
      architecture: arch,
      rule,
      pageSize,
      ...(gpaBits !== undefined && { gpaBits: Number(gpaBits) }),
    }),
    color: useColor(values),
  };
}

function parse(command: string, argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        kernel: { type: 'string' },
        arch: { type: 'string' },
        rule: { type: 'string' },
        'gpa-bits': { type: 'string' },
        'page-size': { type: 'string' },
        color: { type: 'boolean' },
        'no-color': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(`memslot ${command}: ${error instanceof Error ? error.message.split('. ')[0] : error}.`);
  }
}

/** https://no-color.org, and the terminal's own word. */
function useColor(values: {
  readonly color?: boolean | undefined;
  readonly 'no-color'?: boolean | undefined;
}): boolean {
  if (values['no-color']) return false;
  if (values.color) return true;
  return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}
