import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type IncludedFile, includeFile } from '../../../server/src/features/qemu/included-file';
import { createIncludedFiles } from '../../../server/src/lsp/included-files';
import { TextLines } from '../../../server/src/text/text-lines';

const SCRIPT = 'file:///vm/run.sh';
const CONFIG = 'file:///vm/vm.cfg';

/** A disk whose files are read when the test says so. */
function disk() {
  const texts = new Map<string, string>();
  const open = new Map<string, IncludedFile>();
  const reads: string[] = [];
  let gate: Promise<void> = Promise.resolve();
  const files = createIncludedFiles({
    async read(uri) {
      reads.push(uri);
      const text = texts.get(uri);
      await gate;
      return text;
    },
    opened: (key) => open.get(key),
    folderOf: () => undefined,
  });
  /** What the script is given for the path. */
  const text = (path = 'vm.cfg') => files.resolverFor(SCRIPT)(path)?.text.toString();
  return {
    texts,
    open,
    reads,
    files,
    text,
    hold() {
      let release: () => void = () => undefined;
      gate = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
  };
}

test('a file is read once, and again after it changed', async () => {
  const { texts, reads, files, text } = disk();
  texts.set(CONFIG, 'one');
  assert.equal(text(), undefined);
  await files.want(SCRIPT, ['vm.cfg']);
  assert.equal(text(), 'one');
  assert.equal(files.want(SCRIPT, ['vm.cfg']), undefined, 'nothing is missing');
  texts.set(CONFIG, 'two');
  assert.equal(text(), 'one');
  files.changed('file:///vm/vm%2Ecfg');
  await files.want(SCRIPT, ['vm.cfg']);
  assert.equal(text(), 'two');
  assert.equal(reads.length, 2);
});

test('a file that is missing is not read again and again', async () => {
  const { reads, files, text } = disk();
  await files.want(SCRIPT, ['vm.cfg']);
  assert.equal(text(), undefined);
  assert.equal(files.want(SCRIPT, ['vm.cfg']), undefined);
  assert.deepEqual(reads, [CONFIG]);
  assert.deepEqual(files.wanted(), [CONFIG]);
});

test('what changed while it was read is read anew', async () => {
  const { texts, reads, files, text, hold } = disk();
  texts.set(CONFIG, 'old');
  const release = hold();
  const reading = files.want(SCRIPT, ['vm.cfg']);
  texts.set(CONFIG, 'new');
  files.changed(CONFIG);
  release();
  await reading;
  assert.equal(text(), undefined, 'the old text does not count');
  await files.want(SCRIPT, ['vm.cfg']);
  assert.equal(text(), 'new');
  assert.equal(reads.length, 2);
});

test('what is open outranks the disk, and is not read from it', async () => {
  const { texts, open, reads, files, text } = disk();
  texts.set(CONFIG, 'disk');
  open.set(CONFIG, includeFile(CONFIG, TextLines.of('editor')));
  assert.equal(files.want(SCRIPT, ['vm.cfg']), undefined);
  assert.equal(text(), 'editor');
  assert.deepEqual(reads, []);
  open.clear();
  await files.want(SCRIPT, ['vm.cfg']);
  assert.equal(text(), 'disk');
});

test('a file is kept as long as a document wants it', async () => {
  const { texts, reads, files, text } = disk();
  texts.set(CONFIG, 'text');
  await files.want(SCRIPT, ['vm.cfg', 'other.cfg']);
  await files.want('file:///vm/b.sh', ['./vm.cfg']);
  assert.equal(reads.length, 2);
  assert.deepEqual(files.readersOf(CONFIG), [SCRIPT, 'file:///vm/b.sh']);
  assert.deepEqual(files.readersOf('file:///vm/other.cfg'), [SCRIPT]);
  files.forget(SCRIPT);
  assert.deepEqual(files.readersOf(), ['file:///vm/b.sh']);
  assert.equal(text(), 'text', 'the other one still wants it');
  files.forget('file:///vm/b.sh');
  assert.equal(text(), undefined);
  await files.want(SCRIPT, ['vm.cfg']);
  assert.equal(reads.length, 3);
});
