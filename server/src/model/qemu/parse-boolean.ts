/** `on yes true y` and `off no false n`, in lower case only; `undefined` for anything else. (qapi/qapi-util.c: qapi_bool_parse) */
export function parseBoolean(text: string): boolean | undefined {
  if (text === 'on' || text === 'yes' || text === 'true' || text === 'y') return true;
  if (text === 'off' || text === 'no' || text === 'false' || text === 'n') return false;
  return undefined;
}
