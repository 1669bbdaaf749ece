import { readFirecracker } from '../../model/firecracker/read-firecracker';
import type { VmmKind } from '../../syntax/detect-vmm';
import type { VmmFormat } from './vmm-format';

/** The formats of other hypervisors' files. */
export const VMM_FORMATS: { readonly [K in VmmKind]: VmmFormat } = {
  firecracker: { language: 'json', read: readFirecracker },
};
