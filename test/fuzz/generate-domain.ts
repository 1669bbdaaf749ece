import { seedExamples, seedFiles } from './seeds';
import { textGenerator } from './text-generator';

/** libvirt domains. */
export const generateDomain = textGenerator({
  kind: 'libvirt',
  seeds: [...seedFiles('.xml'), ...seedExamples('domain')],
  heads: ['', "<domain type='kvm'>\n", "<domain type='kvm'>\n<memory unit='GiB'>4</memory>\n<vcpu>4</vcpu>\n"],
  atoms: [
    ...[
      "<domain type='kvm'>",
      '</domain>',
      '<memory>',
      '</memory>',
      "<memory unit='GiB'>4</memory>",
      '<memoryBacking>',
      '</memoryBacking>',
    ],
    ...[
      '<hugepages/>',
      "<page size='1' unit='G' nodeset='0-1'/>",
      "<maxMemory slots='2' unit='GiB'>8</maxMemory>",
      '<numa>',
      '</numa>',
    ],
    ...[
      "<cell id='0' cpus='0-3' memory='1' unit='GiB'/>",
      "<memory model='dimm'>",
      '<target>',
      "<size unit='MiB'>",
      '</size>',
      '<node>0</node>',
    ],
    ...[
      "<access mode='shared'/>",
      "<source type='memfd'/>",
      '<!-- memslot: ignore all -->',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&amp;',
      '&#65;',
    ],
    ...[
      "<qemu:arg value='-m 1G'/>",
      "unit='",
      "='",
      "'",
      '/>',
      '{{ x }}',
      '{% if %}',
      '@A@',
      '<?',
      '?>',
      '<!DOCTYPE d [',
      "<numatune><memory mode='strict' nodeset='0'/></numatune>",
    ],
  ],
});
