import type fc from 'fast-check';
import type { TextGenerator } from './text-generator';

/** Something that holds of every input. */
export interface Property<I> {
  /** Kebab-case: the folder of the corpus that its findings are in. */
  readonly name: string;
  /** So many inputs of each dialect are tried by `npm test`. */
  readonly runs: number;
  /** What is tried; can be written as JSON. */
  readonly inputs: (generator: TextGenerator) => fc.Arbitrary<I>;
  /** Throws or rejects where it does not hold. */
  readonly check: (input: I) => void | Promise<void>;
}
