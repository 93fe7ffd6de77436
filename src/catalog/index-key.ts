import type { PropertyFilter, ValueField } from './image-query.js';

/**
 * What images are looked up by, each kind in a room of its own. Made alike by whoever writes the index and
 * whoever reads it.
 */
export const keyOf = {
  /** @param id in lower case */
  id: (id: string): string => `id=${id}`,
  name: (name: string): string => `name=${name}`,
  /** @param value folded for `CASELESS_FIELDS` */
  value: (field: ValueField, value: string): string => `${field}=${value}`,
  tag: (tag: string): string => `tag=${tag}`,
  // the length says where the key ends and the value begins, whatever characters they have
  property: ({ key, value }: PropertyFilter): string =>
    value === undefined ? `property=${key}` : `property:${key.length}=${key}=${value}`,
  /** What all keys of a field begin with, and no others do. */
  beginning: (field: ValueField | 'tag' | 'protected'): string => `${field}=`,
  protected: (isProtected: boolean): string => `protected=${isProtected}`,
};
