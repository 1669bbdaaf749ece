import { type ArithmeticFrame, breakOff, resumeRun, type Scanner } from './scanner';

/** Reads on in `$((…))`. */
export function scanArithmetic(scanner: Scanner, frame: ArithmeticFrame): void {
  const { text } = scanner;
  while (scanner.at < text.length) {
    const character = text[scanner.at]!;
    scanner.at += 1;
    if (character === '(') frame.open += 1;
    else if (character === ')') {
      frame.open -= 1;
      if (frame.open === 0) {
        closeArithmetic(scanner, frame);
        return;
      }
    }
  }
  if (scanner.last) breakOff(scanner, frame.target, frame.start);
}

const CHANGES = /\+\+|--|(?:^|[^=!<>])=(?!=)|<<=|>>=/;

function closeArithmetic(scanner: Scanner, frame: ArithmeticFrame): void {
  scanner.frames.pop();
  resumeRun(scanner);
  const { start, quoted, target } = frame;
  const end = scanner.at;
  const expression = scanner.text.slice(start + 3, Math.max(end - 2, start + 3));
  const changed = changedIn(expression);
  if (changed.length > 0) scanner.events.push({ kind: 'forget', names: changed });
  const known = changed.length === 0 && scanner.text[end - 2] === ')';
  target.push(known ? { kind: 'arithmetic', expression, start, end, quoted } : { kind: 'unknown', start, end, quoted });
}

/** The variables in an expression that changes some. */
export function changedIn(expression: string): readonly string[] {
  return CHANGES.test(expression) ? (expression.match(/[A-Za-z_][A-Za-z0-9_]*/g) ?? []) : [];
}
