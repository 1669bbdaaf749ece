import type { Rule } from '../define-rule';
import { cpuInNoCell } from './cpu-in-no-cell';
import { decimalUnit } from './decimal-unit';
import { domainRefusalRule } from './domain-refusal-rule';
import { DOMAIN_REFUSALS } from './domain-refusals';
import { lockedMemory } from './locked-memory';
import { memoryOnDisk } from './memory-on-disk';
import { memoryOverwritten } from './memory-overwritten';
import { noHugeMapping } from './no-huge-mapping';
import { pageHalfUsed } from './page-half-used';
import { pageNotHuge } from './page-not-huge';
import { privateMemory } from './private-memory';
import { qemuNamespace } from './qemu-namespace';
import { settingIgnored } from './setting-ignored';
import { sizeRounded } from './size-rounded';
import { unknownName } from './unknown-name';
import { xmlNotWellFormed } from './xml-not-well-formed';

/** What libvirt accepts without a word, and makes something else of. */
const QUIETLY_SPOILED: readonly Rule<'domain'>[] = [
  cpuInNoCell,
  decimalUnit,
  lockedMemory,
  memoryOnDisk,
  memoryOverwritten,
  noHugeMapping,
  pageHalfUsed,
  pageNotHuge,
  privateMemory,
  qemuNamespace,
  settingIgnored,
  sizeRounded,
  unknownName,
];

/** Rules about one domain. */
export const LIBVIRT_RULES: readonly Rule<'domain'>[] = [...DOMAIN_REFUSALS.map(domainRefusalRule), ...QUIETLY_SPOILED];

/** Rules about the text that domains are in. */
export const XML_RULES: readonly Rule<'script'>[] = [xmlNotWellFormed];
