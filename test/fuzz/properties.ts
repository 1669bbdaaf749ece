import { answersEveryClient } from './answers-every-client';
import { fixes } from './fixes';
import { inside } from './inside';
import { linear } from './linear';
import { numbers } from './numbers';
import type { Property } from './property';
import { sameAsFresh } from './same-as-fresh';

/** Whatever a document holds and whatever is done to it, these hold. */
// biome-ignore lint/suspicious/noExplicitAny: each property has inputs of its own, which only it makes and takes.
export const PROPERTIES: readonly Property<any>[] = [sameAsFresh, inside, linear, fixes, numbers, answersEveryClient];
