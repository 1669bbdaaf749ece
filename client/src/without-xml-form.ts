/**
 * The settings of a document for where another extension already says what is no well-formed XML: nothing of it is said
 * twice, unless somebody asked for it.
 */
export function withoutXmlForm(settings: unknown): unknown {
  if (settings !== null && typeof settings !== 'object') return settings;
  const { rules } = (settings ?? {}) as { readonly rules?: unknown };
  return { ...settings, rules: { 'xml-not-well-formed': 'off', ...(typeof rules === 'object' ? rules : {}) } };
}
