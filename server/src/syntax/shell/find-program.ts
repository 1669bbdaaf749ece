import { isCloudHypervisor } from './is-cloud-hypervisor';

/** Stands in the text of a word for a piece that is not known. */
const UNKNOWN = '\0';

/**
 * The index of the word that names a hypervisor, among the words of a command as texts in which what is not known is a NUL. Only
 * commands that run another one may stand before it: sudo, exec, env, numactl and the like, with their options.
 */
export function findProgram(words: readonly string[]): number | undefined {
  let at = 0;
  while (at < words.length) {
    const word = words[at]!;
    if (isProgramName(word)) return at;
    // A word that is not known at all, like $SUDO, may be such a command, or nothing.
    if (word === UNKNOWN && at === 0) at += 1;
    else {
      const wrapper = WRAPPERS.get(baseName(word));
      if (!wrapper) return undefined;
      const next = skipWrapper(words, at + 1, wrapper);
      if (next === undefined) return undefined;
      at = next;
    }
  }
  return undefined;
}

/** Whether a command of this name is a hypervisor: qemu-system-*, qemu-kvm, kvm or cloud-hypervisor, in any directory. */
export function isProgramName(word: string): boolean {
  const base = baseName(word);
  return base.startsWith('qemu-') || base.startsWith('kvm') ? PROGRAM.test(base) : isCloudHypervisor(base);
}

const PROGRAM = /^(?:qemu-system-[^\s=]*|qemu-kvm|kvm)(?:\.exe)?$/;

/** Whether a command of this name runs another one; `mayHave` tells whether a word may stand behind it. */
export function isWrapper(name: string, mayHave: (word: string) => boolean): boolean {
  const wrapper = WRAPPERS.get(baseName(name));
  if (!wrapper) return false;
  return wrapper.marker === undefined || mayHave(wrapper.marker);
}

function baseName(word: string): string {
  const slash = word.lastIndexOf('/');
  const base = slash < 0 ? word : word.slice(slash + 1);
  // `${PREFIX}qemu-system-x86_64`: what is not known in front is most likely a directory.
  return base.startsWith(`${UNKNOWN}qemu-`) ? base.slice(1) : base;
}

interface Wrapper {
  /** Options whose value is the next word, as they are written. */
  readonly valued: ReadonlySet<string>;
  /** Options after which no command runs, or is written as one word. */
  readonly stops: ReadonlySet<string>;
  /** How many words stand between the options and the command. */
  readonly operands: number;
  /** The option behind which the command stands, where there must be one. */
  readonly marker?: string;
}

const WRAPPERS = new Map<string, Wrapper>();

function add(names: string, valued = '', operands = 0, stops = '', marker?: string): void {
  const wrapper: Wrapper = {
    valued: new Set(valued.split(' ')),
    stops: new Set(stops.split(' ')),
    operands,
    ...(marker ? { marker } : {}),
  };
  for (const name of names.split(' ')) WRAPPERS.set(name, wrapper);
}

add(
  'sudo',
  '-u -g -h -p -C -D -R -T -U -r -t --user --group --host --prompt --close-from --chdir --chroot --command-timeout --other-user --role --type',
  0,
  '-e --edit -l --list -v --validate -K -k -V',
);
add('doas', '-u -C', 0, '-L -s');
add('exec', '-a');
add('eval builtin nohup setsid catchsegv linux32 linux64 valgrind dbus-run-session xvfb-run');
add('command', '', 0, '-v -V');
add('env', '-u --unset -C --chdir', 0, '-S --split-string');
add(
  'numactl',
  '-i --interleave -N --cpunodebind -m --membind -C --physcpubind -p --preferred -P --preferred-many -w --weighted-interleave --offset --length --shmmode --shmid',
  0,
  '-s --show -H --hardware',
);
add('taskset', '', 1, '-p --pid');
add('nice', '-n --adjustment');
add('ionice', '-c -n --class --classdata', 0, '-p --pid -P -u');
add('chrt', '-T -P -D --sched-runtime --sched-period --sched-deadline', 1, '-p --pid -m --max');
add('time', '-f --format -o --output');
add('timeout', '-k --kill-after -s --signal', 1);
add('stdbuf', '-i -o -e --input --output --error');
add('setarch', '', 1);
add('prlimit', '-p --pid -o --output');
add('unshare', '-R -w -S -G --root --wd --setuid --setgid --propagation --map-user --map-group');
add('nsenter', '-t --target -S -G --setuid --setgid');
add('setpriv', '--reuid --regid --groups --inh-caps --ambient-caps --bounding-set --securebits');
add('cgexec', '-g');
add('strace', '-e -o -p -s -a -O -S -P -E -u -X -b');
add(
  'systemd-run',
  '-p -u -H -M -E --unit --property --slice --host --machine --setenv --uid --gid --nice --description --working-directory',
);
add('systemd-inhibit', '--what --who --why --mode');
add('gdb', '-x -ex -iex --command --eval-command', 0, '', '--args');
add('lldb', '', 0, '', '--');
add('runuser', '-u -g -G --user --group', 0, '-c -l', '--');
add('ip', '', 0, '', 'exec');

/** The index of the command that a wrapper runs, which stands at or behind `at`. */
function skipWrapper(words: readonly string[], start: number, wrapper: Wrapper): number | undefined {
  let at = start;
  let { operands } = wrapper;
  if (wrapper.marker) {
    const marker = words.indexOf(wrapper.marker, at);
    // `ip netns exec NAME` has one more word.
    return marker < 0 ? undefined : marker + (wrapper.marker === 'exec' ? 2 : 1);
  }
  while (at < words.length) {
    const word = words[at]!;
    if (wrapper.stops.has(word)) return undefined;
    if (word === '--') at += 1;
    else if (word.startsWith('-') && word !== '-') at += wrapper.valued.has(word) ? 2 : 1;
    // Assignments, of sudo and env; and options that are not known.
    else if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(word)) at += 1;
    else if (word === UNKNOWN && operands === 0) at += 1;
    else if (operands > 0) {
      operands -= 1;
      at += 1;
    } else return at;
  }
  return undefined;
}
