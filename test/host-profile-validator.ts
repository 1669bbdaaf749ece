import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';

/** The published schema of host profiles, as a program that knows nothing of Memslot checks files with it. */
export function hostProfileValidator(): ValidateFunction {
  const file = path.join(__dirname, '..', 'schemas', 'host-profile.schema.json');
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  // What VS Code shows in place of the pattern.
  ajv.addKeyword('patternErrorMessage');
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
}
