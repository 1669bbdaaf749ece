import process from 'node:process';
import { argvCommand } from './argv-command';
import { budgetCommand } from './budget-command';
import { checkCommand } from './check-command';
import { compareCommand } from './compare-command';
import { explainCommand } from './explain-command';
import { hostCommand } from './host-command';
import { layoutCommand } from './layout-command';
import { mapCommand } from './map-command';
import { rulesCommand } from './rules-command';
import { simulateCommand } from './simulate-command';
import { traceCommand } from './trace-command';
import { UsageError } from './usage-error';

/** The version, set by the build. */
declare const MEMSLOT_VERSION: string;

const HELP = `memslot simulates what KVM does with guest memory.

Usage:
  memslot simulate [options] FILE...   what becomes of every slot: accepted or not, on which page sizes
  memslot check [options] FILE...      what is wrong, with its place; exit code 1 if there is an error
  memslot layout [options] FILE...     where the RAM of a QEMU command line lies in guest-physical memory
  memslot map [options] FILE...        a picture of the memory of every machine: slots, page sizes, backings
  memslot trace [options] LOG...       what each operation of a log did, while it is read, and what is set in the end
  memslot compare [options] LOG FILE   the memory at the end of a log against a configuration; exit code 1 if they differ
  memslot argv [options] FILE...       the memory part of the QEMU command line that libvirt makes of a domain;
                                       exit code 1 if libvirt refuses one, whose line shows what is known of it
  memslot budget [options] [FILE...]   the huge pages that all machines take together, by page size and host node; without
                                       FILE those in the current folder
  memslot host                         this machine as a host profile (JSON), for --host
  memslot rules [--format json]        the rules, and the acceptance rules of the kernel list
  memslot explain RULE                 the page of a rule
  memslot explain --error TEXT [FILE...]
                                       what a message of QEMU, libvirt or KVM is about: the place in the files, else
                                       the page of the rule; exit code 1 if nothing is known of it
  memslot lsp --stdio                  the language server, for editors

FILE is a memslot list, a log with QEMU's kvm_set_user_memory lines or the
calls that strace, Cloud Hypervisor or crosvm wrote down, a shell script that runs QEMU, a -readconfig file,
QMP or HMP commands, QEMU's words one a line, or libvirt domain XML; - reads standard input. A folder stands for
the files below it that are one of these; symbolic links in it are not followed.

Options of simulate, check, layout, map, trace, compare, argv and budget:
  --format text|json    text is the default; map can also make an svg; trace writes one JSON object a line; budget can
                        also make a sysctl, kernel (command line) or systemd (unit) that reserves the pages
  --kernel VERSION      simulate this Linux release (6.12), unless the file says otherwise
  --arch NAME           x86_64, arm64, riscv64, loongarch64, s390x or ppc64
  --gpa-bits N          width of guest-physical addresses
  --page-size SIZE      base page size of the host: 4K, 16K, 64K
  --rule NAME           acceptance rule (see 'memslot rules')
  --as KIND             read every file as memslots, log, shell, readconfig, qmp,
                        hmp, args or libvirt, whatever its name
  --host FILE           a host profile: what is known of the host (see 'memslot host')
  --qemu VERSION        the QEMU that runs the command lines (10.0)
  --libvirt VERSION     the libvirt that runs the domains (11.3)
  --jobs N              threads that check many files (as many as there are cores); the others take one
  --color, --no-color   colour is used on a terminal by default

Options of map:
  --firmware before|after   of a PC: before its firmware runs (the default), or after that
  --calls N                 of a list or a log: after its first N calls

  memslot --version, memslot --help
`;

/** Runs the command line and says how it ended: 0, 1 (an error was found) or 2 (wrong use, unreadable file). */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv;
  const words = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  try {
    if (words.includes('--help') || words.includes('-h')) return help();
    switch (command) {
      case 'simulate':
        return await simulateCommand(rest);
      case 'check':
        return await checkCommand(rest);
      case 'layout':
        return await layoutCommand(rest);
      case 'map':
        return await mapCommand(rest);
      case 'trace':
        return await traceCommand(rest);
      case 'compare':
        return await compareCommand(rest);
      case 'argv':
        return await argvCommand(rest);
      case 'budget':
        return await budgetCommand(rest);
      case 'host':
        return hostCommand(rest);
      case 'rules':
        return rulesCommand(rest);
      case 'explain':
        return await explainCommand(rest);
      case 'lsp':
        return serve(rest);
      case '--version':
      case '-v':
        process.stdout.write(`memslot ${MEMSLOT_VERSION}\n`);
        return 0;
      case '--help':
      case '-h':
      case 'help':
        return help();
      case undefined:
        process.stderr.write(HELP);
        return 2;
      default:
        throw new UsageError(`There is no command '${command}'; 'memslot --help' lists them.`);
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`memslot: ${error.message}\n`);
    return 2;
  }
}

function help(): number {
  process.stdout.write(HELP);
  return 0;
}

/** Hands over to the language server, which stands beside this file. */
function serve(rest: readonly string[]): number {
  const unknown = rest.find((word) => !/^--(?:stdio|node-ipc|socket=\d+|pipe=.+|clientProcessId=\d+)$/.test(word));
  if (unknown)
    throw new UsageError(`'memslot lsp' does not know '${unknown}'; it takes --stdio, --pipe=NAME or --socket=PORT.`);
  if (rest.length === 0) process.argv.push('--stdio');
  require('./main.js');
  return 0;
}
