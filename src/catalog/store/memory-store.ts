import { Keyv } from 'keyv';

/** Keeps values in memory by reference; by itself Keyv would make JSON texts of them, on the event loop. */
export function memoryStore(): Keyv {
  const keyv = new Keyv();
  keyv.serialize = undefined;
  keyv.deserialize = undefined;
  return keyv;
}
