import * as vscode from 'vscode';

/** The commands of the status items: each changes one setting for the active document, where that setting is kept already. */
export function registerSettingPicks(context: vscode.ExtensionContext): vscode.Disposable {
  const properties: Record<string, SettingSchema> = context.extension.packageJSON.contributes.configuration.properties;
  const enumItems = (key: string) => {
    const schema = properties[`memslot.${key}`];
    return (schema?.enum ?? []).map((label, at) => ({ label, detail: schema?.enumDescriptions?.[at] }));
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('memslot.selectRule', () =>
      pickSetting(
        'rule',
        vscode.l10n.t('Which rule decides whether a slot is accepted?'),
        /^rule\s/,
        enumItems('rule'),
      ),
    ),
    vscode.commands.registerCommand('memslot.selectArchitecture', () =>
      pickSetting(
        'architecture',
        vscode.l10n.t('On which architecture does KVM run?'),
        /^host\s.*\barch=/,
        enumItems('architecture'),
      ),
    ),
    vscode.commands.registerCommand('memslot.selectKernel', () =>
      pickSetting(
        'kernel',
        vscode.l10n.t("Which Linux release's KVM is simulated?"),
        /^host\s.*\bkernel=/,
        KERNELS,
        askKernel,
      ),
    ),
  );
}

interface SettingSchema {
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}

/** Releases between which KVM's answers about memslots differ, or that are long-term ones. */
const KERNELS: readonly vscode.QuickPickItem[] = [
  { label: '', description: vscode.l10n.t('the newest that is known') },
  { label: '7.2', detail: vscode.l10n.t('Two slots on the same part of a guest_memfd: EEXIST') },
  { label: '7.1', detail: vscode.l10n.t('Memslots of any page alignment on s390x') },
  { label: '6.18', detail: vscode.l10n.t('guest_memfd for virtual machines without private memory') },
  { label: '6.12', detail: vscode.l10n.t('Long-term release') },
  { label: '6.8', detail: vscode.l10n.t('The first with guest_memfd') },
];

const OTHER_KERNEL = vscode.l10n.t('Another release…');

async function askKernel(current: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    prompt: vscode.l10n.t('Linux release, such as 6.12'),
    value: current,
    validateInput: (text) =>
      /^v?\d{1,3}\.\d{1,4}/.test(text) ? undefined : vscode.l10n.t('Major and minor number, such as 6.12'),
  });
}

/**
 * Lets the user pick a value of `memslot.<key>`. Where the file says it itself (in a line that matches `inFile`), the
 * setting has no effect, and the line is offered instead.
 */
async function pickSetting(
  key: string,
  placeHolder: string,
  inFile: RegExp,
  items: readonly vscode.QuickPickItem[],
  askOther?: (current: string) => Promise<string | undefined>,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const configuration = vscode.workspace.getConfiguration('memslot', editor?.document);
  const current = configuration.get<string>(key) ?? '';
  const line = editor && findLine(editor.document, inFile);
  const choices: (vscode.QuickPickItem & { value?: string })[] = items.map((item) => ({
    ...item,
    value: item.label,
    label: item.label || vscode.l10n.t('Default'),
    description: [item.description, item.label === current ? vscode.l10n.t('current setting') : '']
      .filter(Boolean)
      .join(', '),
  }));
  if (askOther) choices.push({ label: OTHER_KERNEL });
  const goTo = {
    label: vscode.l10n.t('Go to line {0}', (line ?? 0) + 1),
    detail: vscode.l10n.t('This file says so itself, which outranks the setting.'),
  };
  if (line !== undefined) choices.unshift(goTo);
  const picked = await vscode.window.showQuickPick(choices, { placeHolder });
  if (picked === undefined) return;
  if (picked === goTo && editor) {
    const at = new vscode.Position(line ?? 0, 0);
    await vscode.window.showTextDocument(editor.document, { selection: new vscode.Range(at, at) });
    return;
  }
  const value = picked.value ?? (await askOther?.(current));
  if (value !== undefined) await writeSetting(configuration, key, value);
}

/** Writes the setting where it is set now, else for the workspace, else for the user. A read-only workspace leaves the user's. */
async function writeSetting(configuration: vscode.WorkspaceConfiguration, key: string, value: string): Promise<void> {
  const inspected = configuration.inspect(key);
  const target =
    inspected?.workspaceFolderValue !== undefined
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : inspected?.workspaceValue !== undefined || vscode.workspace.workspaceFolders
        ? vscode.ConfigurationTarget.Workspace
        : vscode.ConfigurationTarget.Global;
  try {
    await configuration.update(key, value, target);
  } catch {
    await configuration.update(key, value, vscode.ConfigurationTarget.Global);
  }
}

/** The first line that says it, within the first few thousand: it is one of the file's head. */
function findLine(document: vscode.TextDocument, pattern: RegExp): number | undefined {
  const end = Math.min(document.lineCount, 4000);
  for (let line = 0; line < end; line++) {
    if (pattern.test(document.lineAt(line).text.trimStart().slice(0, 1000))) return line;
  }
  return undefined;
}
