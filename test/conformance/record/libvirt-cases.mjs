// Writes libvirt domains to ask a real libvirt about, one JSON object {"id", "xml"} a line: each of one matter, and some
// of two faults, to see which of them libvirt names.
//
//   node test/conformance/record/libvirt-cases.mjs [PREFIX]
import { backing } from './libvirt-cases/backing.mjs';
import { cells } from './libvirt-cases/cells.mjs';
import { devices } from './libvirt-cases/devices.mjs';
import { domain } from './libvirt-cases/domain.mjs';
import { machines } from './libvirt-cases/machines.mjs';
import { memory } from './libvirt-cases/memory.mjs';
import { numatune } from './libvirt-cases/numatune.mjs';
import { shape } from './libvirt-cases/shape.mjs';
import { sharing } from './libvirt-cases/sharing.mjs';
import { twoFaults } from './libvirt-cases/two-faults.mjs';

const [prefix = ''] = process.argv.slice(2);
const tables = { memory, backing, numatune, cells, devices, sharing, machines, shape, twoFaults };

const seen = new Set();
for (const [table, cases] of Object.entries(tables)) {
  for (const [name, parts] of cases) {
    const id = `${table}: ${name}`;
    if (seen.has(id)) throw new Error(`two cases are named "${id}"`);
    seen.add(id);
    if (id.startsWith(prefix)) process.stdout.write(`${JSON.stringify({ id, xml: domain(parts) })}\n`);
  }
}
