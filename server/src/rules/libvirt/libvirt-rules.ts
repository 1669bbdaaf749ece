import type { Rule } from '../define-rule';
import { domainRefusalRule } from './domain-refusal-rule';
import { DOMAIN_REFUSALS } from './domain-refusals';
import { xmlNotWellFormed } from './xml-not-well-formed';

/** Rules about one domain. */
export const LIBVIRT_RULES: readonly Rule<'domain'>[] = DOMAIN_REFUSALS.map(domainRefusalRule);

/** Rules about the text that domains are in. */
export const XML_RULES: readonly Rule<'script'>[] = [xmlNotWellFormed];
