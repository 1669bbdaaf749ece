import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { detectLibvirt } from '../../../server/src/syntax/detect-libvirt';

const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures');

test('a domain says of which hypervisor it is', () => {
  for (const text of [
    `<domain type='kvm'><name>x</name></domain>`,
    `<domain id='1' type="qemu" xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>`,
    `\ufeff<?xml version='1.0'?>\n<!--\nWARNING: THIS IS AN AUTO-GENERATED FILE.\n-->\n\n<!DOCTYPE domain>\n<domain type='xen'>`,
    `{% set memory = 4 %}\n{# a machine #}\n<domain type='kvm'>\n  <memory unit='GiB'>{{ memory }}</memory>\n`,
    `#jinja2: trim_blocks: True\n<domain type='kvm'>`,
    `<%- memory = 4 -%>\n<domain type='lxc'>`,
    `<domain type='{{ type }}'>\n  <memory>1</memory>\n</domain>`,
    `<domain\n  type='bhyve'`,
    `<domain id=1 type='kvm>\n  <name>it's</name>`,
    `<domain {{ more }} title='a > b' ="" type='vz'/>`,
    `<domain type='\${TYPE}'>\n  <!-- <os/> -->\n  <os/>`,
    `<domainsnapshot><name>s</name><domain type='kvm'><name>x</name></domain></domainsnapshot>`,
    `<domaincheckpoint><domain type='qemu'/></domaincheckpoint>`,
  ])
    assert.equal(detectLibvirt(text), 'domain', text);
});

test('a part of a domain begins with what only a domain has', () => {
  for (const text of [
    `<memoryBacking><hugepages/></memoryBacking>`,
    `<!-- to be included -->\n<numatune>\n  <memory mode='strict' nodeset='0'/>\n</numatune>`,
    `<maxMemory slots='16' unit='GiB'>64</maxMemory>`,
    `<memory model='dimm'>\n  <target><size unit='MiB'>512</size></target>\n</memory>`,
    `{% if huge %}<memoryBacking/>{% endif %}`,
  ])
    assert.equal(detectLibvirt(text), 'fragment', text);
});

test('other XML, and what only speaks of domains, is left alone', () => {
  for (const text of [
    '',
    '<',
    'text',
    `<domain xmlns="urn:jboss:domain:20.0"><profiles/></domain>`,
    `<!DOCTYPE domain PUBLIC "-//Sun//DTD" "x.dtd">\n<domain log-root="\${com.sun.aas.instanceRoot}/logs" version="10.0">`,
    `<domain type="business"><name>x</name></domain>`,
    `<domain type="{{ kind }}"><title>x</title></domain>`,
    `<domain type/>`,
    `<domain type='\${TYPE}'>\n  <!-- <os/> -->\n  <name><![CDATA[<os/>]]></name>`,
    `<![CDATA[ ]]><domain type='kvm'/>`,
    `<Domain type='kvm'/>`,
    `<x:domain xmlns:x='urn:x' type='kvm'/>`,
    `<domains><domain type='kvm'/></domains>`,
    `<!-- <domain type='kvm'> --><project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion></project>`,
    `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup/></Project>`,
    `<LinearLayout xmlns:android="http://schemas.android.com/apk/res/android" android:memory="1"/>`,
    `<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>`,
    `<domainsnapshot><name>s</name></domainsnapshot>`,
    `<domainCapabilities><domain>kvm</domain></domainCapabilities>`,
    `<capabilities><guest><domain type='kvm'/></guest></capabilities>`,
    `<network><domain name='x'/></network>`,
    `<pool type='dir'/>`,
    `<memory unit='KiB'>1048576</memory>`,
    `<hugepages><page size='2'/></hugepages>`,
    'export const Doc = () => <Page size="A4"><Text>1</Text></Page>;',
    `# Notes\n\n    <domain type='kvm'>\n`,
    `cat <<EOF > vm.xml\n<domain type='kvm'></domain>\nEOF`,
    `{ "xml": "<domain type='kvm'/>" }`,
  ])
    assert.equal(detectLibvirt(text), undefined, text);
});

test('files that are not of libvirt stay so', () => {
  for (const name of [
    'quiet/domain.xml',
    'quiet/pom.xml',
    'quiet/heredoc-xml.sh',
    'quiet/page.tsx',
    'quiet/settings.json',
  ])
    assert.equal(detectLibvirt(readFileSync(join(FIXTURES, name), 'utf8')), undefined, name);
});

test('only the beginning is looked at', () => {
  assert.equal(detectLibvirt(`${' '.repeat(60_000)}<domain type='kvm'>`), 'domain');
  assert.equal(detectLibvirt(`${' '.repeat(70_000)}<domain type='kvm'>`), undefined);
  assert.equal(detectLibvirt(`<domain type='kvm'>${'<a>'.repeat(1_000_000)}`), 'domain');
});
