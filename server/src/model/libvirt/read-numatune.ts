import { childrenOf, type XmlElement } from '../../syntax/xml/xml-tree';
import type { Fact } from '../qemu/fact';
import type { Cell, NumaBinding, NumaMode, Numatune } from './libvirt-domain';
import { type LibvirtFinding, refused } from './libvirt-finding';
import type { LibvirtSetting } from './libvirt-setting';
import { libvirtAtLeast } from './libvirt-version';
import { readNodes } from './read-nodes';
import { ABSENT, attributeText, enumAttribute, nearestWords, numberAttribute, oneOf, pathOf } from './xml-values';

const MODES: readonly NumaMode[] = ['strict', 'preferred', 'interleave', 'restrictive'];

/** Reads `<numatune>`. (conf/numa_conf.c: virDomainNumatuneParseXML, virDomainNumatuneSet, virDomainNumatuneNodeParseXML) */
export function readNumatune(
  domain: XmlElement,
  cells: readonly Cell[],
  setting: LibvirtSetting,
  findings: LibvirtFinding[],
): Numatune {
  const elements = childrenOf(domain, 'numatune');
  const element = elements[0];
  if (elements.length > 1) {
    const words = 'XML error: only one numatune is supported';
    const related = [{ span: element!.nameSpan, message: 'the first one' }];
    findings.push(
      refused('libvirt-numatune', elements[1]!.nameSpan, words, 'There is a second <numatune>.', { related }),
    );
  }
  const memory = pathOf(element, 'memory');
  const whole = memory && readMemory(memory, domain, setting, findings);
  return { element, memory: whole, cells: readMemnodes(element, whole, cells, findings) };
}

function readMemory(
  element: XmlElement,
  domain: XmlElement,
  setting: LibvirtSetting,
  findings: LibvirtFinding[],
): Numatune['memory'] {
  const mode = word(element, 'mode', MODES, 'Unsupported NUMA memory tuning mode', findings);
  const placement = word(element, 'placement', ['static', 'auto'], 'Unsupported NUMA memory placement mode', findings);
  const nodes = readNodes(element, 'nodeset', 'host nodes', findings);
  const byCpus = attributeText(pathOf(domain, 'vcpu'), 'placement');
  const auto = placement.span ? placement.value === 'auto' : !nodes.span && byCpus.value === 'auto';
  const unknown = placement.span && placement.value === undefined;
  if (!auto && !unknown && !nodes.span && !(byCpus.span && byCpus.value === undefined)) {
    const words = "unsupported configuration: nodeset for NUMA memory tuning must be set if 'placement' is 'static'";
    const message = "The memory is to come from certain host nodes, and none is named: add nodeset='0'.";
    findings.push(refused('libvirt-numatune', element.nameSpan, words, message));
  }
  if (mode.value === 'preferred' && (nodes.value?.length ?? 0) > 1 && !libvirtAtLeast(setting.version, '10.0')) {
    const words = "unsupported configuration: NUMA memory tuning in 'preferred' mode only supports single node";
    findings.push(refused('libvirt-numatune', nodes.span!, words, "mode='preferred' takes a single node."));
  }
  return { element, mode: mode.span ? mode : { value: 'strict', span: undefined }, nodes, auto };
}

function readMemnodes(
  numatune: XmlElement | undefined,
  memory: Numatune['memory'],
  cells: readonly Cell[],
  findings: LibvirtFinding[],
): ReadonlyMap<number, NumaBinding> {
  const found = new Map<number, NumaBinding>();
  const elements = numatune ? childrenOf(numatune, 'memnode') : [];
  if (elements.length === 0) return found;
  const refuse = (element: XmlElement, words: string, message: string, span = element.nameSpan): void => {
    findings.push(refused('libvirt-numatune', span, words, message));
  };
  if (memory?.auto) {
    const words = 'unsupported configuration: Per-node binding is not compatible with automatic NUMA placement.';
    refuse(elements[0]!, words, "With placement='auto' numad chooses the host nodes: leave out <memnode>.");
    return found;
  }
  if (cells.length === 0) {
    const words = "XML error: Element 'memnode' is invalid without any guest NUMA cells";
    refuse(elements[0]!, words, '<memnode> is about a cell of <cpu><numa>, and the guest has none.');
    return found;
  }
  for (const element of elements) {
    const cell = numberAttribute(element, 'cellid', findings);
    if (!cell.span) {
      const words = "XML error: Missing required attribute 'cellid' in element 'memnode'";
      refuse(element, words, '<memnode> needs the cell it is about: cellid.');
      continue;
    }
    const mode = enumAttribute(element, 'mode', MODES, findings);
    const nodes = readNodes(element, 'nodeset', 'host nodes', findings);
    if (cell.value === undefined) continue;
    if (cell.value >= cells.length) {
      const words = "XML error: Argument 'cellid' in memnode element must correspond to existing guest's NUMA cell";
      refuse(element, words, `The guest has the cells 0 to ${cells.length - 1}, and no cell ${cell.value}.`, cell.span);
      continue;
    }
    if (found.has(cell.value)) {
      const words = `XML error: Multiple memnode elements with cellid ${cell.value}`;
      refuse(element, words, `There is a <memnode> for cell ${cell.value} already.`, cell.span);
      continue;
    }
    if (
      memory?.mode.value === 'restrictive' &&
      (mode.value ?? 'strict') !== 'restrictive' &&
      (!mode.span || mode.value)
    ) {
      const words =
        "XML error: 'restrictive' mode is required in memnode element when mode is 'restrictive' in memory element";
      refuse(element, words, "Where <memory> is mode='restrictive', every <memnode> has to be.", mode.span);
    }
    if (!nodes.span) {
      const words = 'XML error: Missing required nodeset attribute in memnode element';
      refuse(element, words, '<memnode> needs the host nodes: nodeset.');
      continue;
    }
    found.set(cell.value, { element, mode: mode.span ? mode : { value: 'strict', span: undefined }, nodes });
  }
  return found;
}

/** A word, refused as `<numatune><memory>` refuses it. */
function word<T extends string>(
  element: XmlElement,
  name: string,
  words: readonly T[],
  refusal: string,
  findings: LibvirtFinding[],
): Fact<T> {
  const { value, span } = attributeText(element, name);
  if (!span) return ABSENT;
  if (value === undefined || (words as readonly string[]).includes(value))
    return { value: value as T | undefined, span };
  const hint = value === 'bind' ? " ('bind' is QEMU's word for strict)" : '';
  const meant = value === 'bind' ? ['strict'] : words;
  const message = `${name} is ${oneOf(words)}, not '${value}'${hint}.`;
  const repairs = nearestWords(span, value, meant);
  findings.push(
    refused('libvirt-numatune', span, `unsupported configuration: ${refusal} '${value}'`, message, { repairs }),
  );
  return { value: undefined, span };
}
