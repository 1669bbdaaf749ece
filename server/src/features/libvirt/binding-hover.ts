import { formatSize } from '../../model/format';
import type { DomainFacts } from '../../rules/libvirt/domain-facts';
import type { XmlElement } from '../../syntax/xml/xml-tree';
import { clipText, escapeMarkdown } from '../hover/escape-markdown';
import { nodesText } from '../qemu/nodes-text';
import { objectsFrom } from './domain-objects';

/** Which memory `<numatune>`, or one of the elements in it, binds to which nodes of the host. */
export function bindingHover(domain: DomainFacts, element: XmlElement): string | undefined {
  const { numatune } = domain.prepared.domain;
  const bindings = [...(numatune.memory ? [numatune.memory] : []), ...numatune.cells.values()];
  const places = bindings
    .filter((binding) => binding.element === element || numatune.element === element)
    .flatMap(({ nodes: { span } }) => span ?? []);
  const objects = places.length > 0 ? objectsFrom(domain, ['host-nodes'], places) : [];
  if (objects.length === 0) return undefined;
  const rows = objects.map(({ owner, backend }) => {
    const bytes = backend.size.value;
    return `| ${escapeMarkdown(clipText(owner))} | ${bytes === undefined ? 'not known' : formatSize(bytes)} | ${nodesText(backend)} |`;
  });
  return ['| Memory of | Size | Host nodes |', '| :-- | --: | :-- |', ...rows].join('\n');
}
