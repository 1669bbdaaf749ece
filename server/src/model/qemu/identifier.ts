/** Letters, digits, `-`, `.` and `_`, the first one a letter. (util/id.c: id_wellformed) */
export function isWellFormedId(id: string): boolean {
  return /^[A-Za-z][A-Za-z0-9._-]*$/.test(id);
}
