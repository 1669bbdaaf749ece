/** The request `memslot/rules`, whose parameters are empty: the rules that find something, in the order of their ids. */
export const RULES = 'memslot/rules';

/** What `memslot/rules` says of a rule. */
export interface RuleEntry {
  readonly id: string;
  readonly severity: string;
  readonly summary: string;
}

/** The request `memslot/rulePage`: the page of a rule or of an acceptance rule, in Markdown; null where there is none. */
export const RULE_PAGE = 'memslot/rulePage';

/** The parameters of `memslot/rulePage`. */
export interface RulePageParams {
  readonly id: string;
}
