import type { Kind, Parsed } from './setting-kinds.js';
import { hasControl, kind, withoutBlanks } from './setting-kinds.js';

/** The kind of every setting that may also come from a file and must never be shown. */
export interface SecretKind extends Kind<string> {
  readonly type: 'secret';
}

/** A secret that is sent in a header: printable ASCII (RFC 9110, 5.5), so that no upstream can see it differently. */
export function headerSecret(): SecretKind {
  const form = 'printable ASCII, because it is sent in a header';
  const ascii = kind('secret', form, (text) => (/^[\x20-\x7e]+$/.test(text) ? text : undefined));
  return { type: 'secret', form, parse: ascii.parse };
}

/** A secret that becomes one segment of a URL path; `.` and `..` would climb in that path even when encoded. */
export function segmentSecret(): SecretKind {
  const parse = (text: string): Parsed<string> => {
    const blanks = withoutBlanks(text);
    if (blanks !== undefined) return blanks;
    if (text === '.' || text === '..')
      return { fault: 'must not be "." or "..", because it is part of a path' };
    return hasControl(text) ? { fault: 'must not hold a control character' } : { value: text };
  };
  return { type: 'secret', form: 'one segment of a path, not yet encoded', parse };
}

/** A secret that is taken as it stands, blanks included, such as a password. */
export function textSecret(): SecretKind {
  const parse = (text: string): Parsed<string> =>
    text.trim() === '' ? { fault: 'must not consist of blanks only' } : { value: text };
  return { type: 'secret', form: 'any text', parse };
}
