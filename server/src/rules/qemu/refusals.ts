import type { RefusalEntry } from './refusal-rule';
import { BACKEND_REFUSALS } from './refusals/backends';
import { DEVICE_REFUSALS } from './refusals/devices';
import { MACHINE_REFUSALS } from './refusals/machine';
import { NUMA_REFUSALS } from './refusals/numa';
import { OBJECT_REFUSALS } from './refusals/objects';
import { SYNTAX_REFUSALS } from './refusals/syntax';

/** Every code of the readers' problems and of the model's findings. */
export const REFUSALS: readonly RefusalEntry[] = [
  ...SYNTAX_REFUSALS,
  ...OBJECT_REFUSALS,
  ...BACKEND_REFUSALS,
  ...MACHINE_REFUSALS,
  ...NUMA_REFUSALS,
  ...DEVICE_REFUSALS,
];
