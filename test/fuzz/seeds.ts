import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Scope } from '../../server/src/rules/define-rule';
import { ALL_RULES } from '../../server/src/rules/registry';
import type { VmmKind } from '../../server/src/syntax/detect-vmm';

const ROOT = path.join(__dirname, '..', '..');

/** Real-looking documents to make others from: the files of the fixtures and examples whose names end so. */
export function seedFiles(ending: string): readonly string[] {
  const folders = [
    'examples',
    ...['memslots', 'qemu', 'libvirt', 'quiet', 'quiet/libvirt'].map((f) => `test/fixtures/${f}`),
  ];
  return folders.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder))
      .filter((name) => name.endsWith(ending))
      .map((name) => readFileSync(path.join(ROOT, folder, name), 'utf8')),
  );
}

/** Files of another hypervisor, right as they are. */
export function seedVmm(kind: VmmKind): readonly string[] {
  const folder = path.join(ROOT, 'test/fixtures/vmm', kind);
  return readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
}

/** What the rules of these scopes are shown by: every finding there is, and what looks like one. */
export function seedExamples(...scopes: readonly Scope[]): readonly string[] {
  return ALL_RULES.filter(({ scope }) => scopes.includes(scope)).flatMap(({ examples: { valid, invalid } }) => [
    ...invalid,
    ...valid,
  ]);
}
