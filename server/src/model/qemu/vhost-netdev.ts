import { parseBoolean } from './parse-boolean';
import { findProperty, type PropertyList, propertyText } from './property';

/** Whether the host's kernel serves a network device (vhost-net): a tap, where that is asked for. (net/tap.c: net_init_tap_one) */
export function usesVhostNet(list: PropertyList): boolean {
  if (propertyText(findProperty(list, 'type')) !== 'tap') return false;
  if (findProperty(list, 'vhost')) return isOn(list, 'vhost');
  return findProperty(list, 'vhostfd') !== undefined || isOn(list, 'vhostforce');
}

function isOn(list: PropertyList, name: string): boolean {
  return parseBoolean(propertyText(findProperty(list, name)) ?? '') === true;
}
