import { generateArgs } from './generate-args';
import { generateC } from './generate-c';
import { generateCloudHypervisor } from './generate-cloud-hypervisor';
import { generateDomain } from './generate-domain';
import { generateFirecracker } from './generate-firecracker';
import { generateHmp } from './generate-hmp';
import { generateKubevirt } from './generate-kubevirt';
import { generateList } from './generate-list';
import { generateLog } from './generate-log';
import { generateProxmox } from './generate-proxmox';
import { generateQmp } from './generate-qmp';
import { generateReadconfig } from './generate-readconfig';
import { generateRust } from './generate-rust';
import { generateScript } from './generate-script';
import type { TextGenerator } from './text-generator';

/** The generator of every dialect. */
export const GENERATORS: readonly TextGenerator[] = [
  generateList,
  generateLog,
  generateScript,
  generateReadconfig,
  generateQmp,
  generateHmp,
  generateArgs,
  generateDomain,
  generateFirecracker,
  generateProxmox,
  generateCloudHypervisor,
  generateKubevirt,
  generateC,
  generateRust,
];
