import { clipText } from '../hover/escape-markdown';
import type { MemoryPiece } from './machine-memory';

/** What a piece is, in a few words; not escaped. */
export function pieceName({ name, device }: MemoryPiece): string {
  if (!device) return clipText(name);
  const { id, driver } = device.device;
  return clipText(`${driver}${id === undefined ? '' : ` ${id}`} (${name})`);
}
