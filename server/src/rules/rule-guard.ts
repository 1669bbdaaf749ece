/** Told of the rules that broke. Without one an error in a rule goes to whoever ran it. */
type FailureListener = (rule: string, error: unknown) => void;

let listener: FailureListener | undefined;

/** From now on an error in a rule costs what that rule finds and nothing else; `tell` hears of it. Without `tell`: no more. */
export function guardRules(tell: FailureListener | undefined): void {
  listener = tell;
}

/** What a part of a rule gives for `facts`; `otherwise` where it breaks. */
export function runGuarded<F, T>(rule: string, otherwise: T, run: (facts: F) => T, facts: F): T {
  if (!listener) return run(facts);
  try {
    return run(facts);
  } catch (error) {
    listener(rule, error);
    return otherwise;
  }
}
