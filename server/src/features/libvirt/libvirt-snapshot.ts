import { targetOf } from '../../model/libvirt/command-line';
import { hugePageMount } from '../../model/libvirt/huge-page-mounts';
import type { LibvirtSetting } from '../../model/libvirt/libvirt-setting';
import { machineOptions } from '../../model/libvirt/machine-options';
import { toOptionGroup } from '../../model/libvirt/memory-option';
import { type PreparedDomain, prepareDomain } from '../../model/libvirt/prepared-domain';
import { attributeText } from '../../model/libvirt/xml-values';
import type { Machine } from '../../model/machine';
import type { HostMount, HostProfile } from '../../model/qemu/host-profile';
import { QEMU_TARGETS } from '../../model/qemu/machine-type';
import { KIB } from '../../model/qemu/units';
import type { Edit, Finding } from '../../rules/define-rule';
import { insertLineBefore } from '../../rules/edits';
import { diagnoseLibvirt } from '../../rules/libvirt/diagnose-libvirt';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { QemuFacts } from '../../rules/qemu/qemu-facts';
import type { MachineSimulation } from '../../simulation/simulate';
import type { ArgumentList } from '../../syntax/qemu/argument-list';
import { readOptions } from '../../syntax/qemu/read-options';
import { readXml } from '../../syntax/xml/read-xml';
import type { TableDocument } from '../../syntax/xml/table-document';
import { updateXml } from '../../syntax/xml/update-xml';
import { attributeOf, type XmlDocument, type XmlElement } from '../../syntax/xml/xml-tree';
import { type BlockIndex, indexBlocks } from '../../text/block-index';
import { type Span, spanOf } from '../../text/span';
import type { TextLines } from '../../text/text-lines';
import { literalWord } from '../../text/word';
import type { DocumentAnalysis, TextChange } from '../document-analysis';
import { startQemu } from '../qemu/start-qemu';
import type { Settings } from '../settings';
import { elementsAround } from './xml-spot';

/** One version of an XML text, with everything that is known of the libvirt domains in it. */
export interface LibvirtSnapshot extends DocumentAnalysis {
  readonly dialect: 'libvirt';
  readonly settings: Settings;
  readonly document: TableDocument;
  /** Worked out when first asked for. */
  readonly domains: readonly DomainFacts[];
  readonly summary: LibvirtSummary;
  /** Whether somebody has asked for the findings. */
  readonly isDiagnosed: boolean;
}

/** What can be said of the domains without their places. */
export interface LibvirtSummary {
  /** How many there are, whoever runs them. */
  readonly domains: number;
  readonly machines: readonly Pick<Machine, 'host' | 'rule' | 'operations'>[];
}

/** Analyses an XML text. A text without a domain has nothing to say. */
export function createLibvirtSnapshot(
  text: TextLines,
  settings: Settings,
  previous?: LibvirtSnapshot,
): LibvirtSnapshot {
  if (!previous) return new AnalysedXml(text, settings, readXml(text), undefined);
  // What findings were made from is known only once they were made.
  const known = previous.settings === settings && previous.isDiagnosed;
  const { document, moved } = updateXml(text, previous.document, previous.text);
  return new AnalysedXml(text, settings, document, known && moved ? keep(previous, moved) : undefined);
}

/** What holds for the next version as well, because that differs only in what was never asked for. */
interface Kept {
  readonly findings: readonly Pick<Finding, 'rule' | 'report'>[];
  readonly summary: LibvirtSummary;
}

function keep({ findings, summary }: LibvirtSnapshot, moved: (span: Span) => Span): Kept {
  const movedFindings = findings.map(({ rule, report }) => {
    const span = moved(report.span);
    const related = report.related?.map((place) => ({ ...place, span: moved(place.span) }));
    return { rule, report: related ? { ...report, span, related } : { ...report, span } };
  });
  return { findings: movedFindings, summary };
}

/** Made by a class: what an object with a getter of its own refers to, V8 keeps until it next collects all garbage. */
class AnalysedXml implements LibvirtSnapshot {
  readonly dialect = 'libvirt';
  readonly index: BlockIndex;
  private madeDomains: readonly DomainFacts[] | undefined;
  private found: readonly Finding[] | undefined;
  private fresh: readonly Finding[] | undefined;

  constructor(
    readonly text: TextLines,
    readonly settings: Settings,
    readonly document: TableDocument,
    private readonly kept: Kept | undefined,
  ) {
    this.index = indexBlocks([document.block]);
  }

  get domains(): readonly DomainFacts[] {
    const { document, settings } = this;
    this.madeDomains ??= domainsIn(document).map((element) => start(element, document, settings));
    return this.madeDomains;
  }

  get simulations(): readonly MachineSimulation[] {
    return this.domains.flatMap(({ qemu }) => qemu?.simulation ?? []);
  }

  get summary(): LibvirtSummary {
    return (
      this.kept?.summary ?? {
        domains: this.domains.length,
        machines: this.simulations.map(({ machine }) => machine),
      }
    );
  }

  get isDiagnosed(): boolean {
    return this.found !== undefined;
  }

  get findings(): readonly Finding[] {
    this.found ??=
      this.kept?.findings.map((finding, i) => ({ ...finding, fixes: () => this.findingsOf()[i]?.fixes() ?? [] })) ??
      this.findingsOf();
    return this.found;
  }

  after(changes: readonly TextChange[]): LibvirtSnapshot {
    const last = changes[changes.length - 1];
    return last ? createLibvirtSnapshot(last.text, this.settings, this) : this;
  }

  findingsOf(): readonly Finding[] {
    this.fresh ??= diagnoseLibvirt(this, this.settings.severities);
    return this.fresh;
  }

  comment(place: Span, directive: string): Edit {
    return commentBefore(place.start, this.document, directive);
  }
}

/** Elements that have domains in them. */
const AROUND_DOMAINS: ReadonlySet<string> = new Set([
  'domainsnapshot',
  'domainbackup',
  'domaincheckpoint',
  'domstatus',
]);
const DOMAINS: ReadonlySet<string> = new Set(['domain', 'inactiveDomain']);

function domainsIn({ roots }: XmlDocument): readonly XmlElement[] {
  return (
    roots
      .flatMap((root) => (AROUND_DOMAINS.has(root.name) ? root.children : [root]))
      // With a namespace of its own libvirt finds nothing in it.
      .filter((element) => DOMAINS.has(element.name) && element.namespace === '' && attributeOf(element, 'type'))
  );
}

function start(element: XmlElement, document: XmlDocument, settings: Settings): DomainFacts {
  const { qemu, libvirt } = settings;
  const setting: LibvirtSetting = {
    version: libvirt.version,
    versionIsGiven: libvirt.versionIsGiven,
    qemu: qemu.version,
    qemuIsGiven: qemu.versionIsGiven,
    host: qemu.host,
  };
  const prepared = prepareDomain(element, setting);
  if (prepared.options.length === 0) return { prepared, qemu: undefined };
  return { prepared, qemu: startDomain(prepared, document, setting) };
}

function startDomain(prepared: PreparedDomain, document: XmlDocument, setting: LibvirtSetting): QemuFacts {
  const { domain, options } = prepared;
  const own = argumentList(domain.arguments, document);
  const { options: added, problems, complete } = own ? readOptions(own) : NOTHING_ADDED;
  const groups = [...[...machineOptions(domain), ...options].map(toOptionGroup), ...added];
  const target = targetOf(domain) ?? QEMU_TARGETS.find((name) => name === setting.host.arch);
  const host = withMounts(prepared, setting.host);
  return startQemu({ options: groups, problems, complete: complete && !document.templated }, domain.element.nameSpan, {
    version: setting.qemu,
    versionIsGiven: setting.qemuIsGiven,
    target,
    host,
  });
}

const NOTHING_ADDED = { options: [], problems: [], complete: true };

/** The arguments of `<qemu:commandline>` as QEMU gets them. */
function argumentList(elements: readonly XmlElement[], { block }: XmlDocument): ArgumentList | undefined {
  if (elements.length === 0) return undefined;
  const at = elements[0]!.nameSpan;
  return {
    block,
    program: literalWord('', spanOf(block, at.start, at.start)),
    arguments: elements.flatMap((element) => attributeOf(element, 'value')?.value ?? []),
    complete: elements.every((element) => attributeText(element, 'value').span !== undefined),
  };
}

/**
 * libvirt takes huge pages from the mount that has them: where the host is not known, that much is. Where the host has no
 * such mount, libvirt refuses the domain, whose memory is of these pages all the same.
 */
function withMounts({ domain }: PreparedDomain, host: HostProfile): HostProfile {
  const known = host.mounts ?? [];
  const sizes = [...domain.backing.pages.map(({ size }) => size), ...domain.devices.map(({ pageSize }) => pageSize)];
  const mounts = sizes.flatMap(({ value }): HostMount[] => {
    if (!value) return [];
    const { path, pageSize } = hugePageMount(value * KIB, host);
    if (known.some((mount) => mount.path === path)) return [];
    return [{ path, type: 'hugetlbfs', ...(pageSize !== undefined && { pageSize }) }];
  });
  if (mounts.length === 0) return host;
  return { ...host, mounts: [...known, ...mounts], ...(!host.mounts && { mountsArePartial: true }) };
}

/** A comment on a line of its own before the one on which the element begins that a place belongs to. */
function commentBefore(offset: number, { block, roots }: XmlDocument, directive: string) {
  const comment = `<!-- ${directive} -->`;
  const element = elementsAround(roots, offset, false).at(-1);
  const at = element?.startTag.start ?? 0;
  if (at === 0) return insertLineBefore(block, comment);
  const lineStart = block.text.lastIndexOf('\n', at - 1) + 1;
  const before = block.text.slice(lineStart, at);
  const newText = before.trim() === '' ? `${comment}\n${before}` : comment;
  return { span: spanOf(block, at, at), newText };
}
