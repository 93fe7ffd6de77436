/** The vendor's answer: a header that alone tells success, and a payload key beside it. */
export interface Envelope {
  readonly header: {
    readonly isSuccessful: boolean;
    readonly resultCode: number;
    readonly resultMessage: string;
  };
  readonly images?: readonly unknown[];
  readonly access?: { readonly token: Readonly<Record<string, unknown>>; readonly user: unknown };
}

const MESSAGES: Readonly<Record<number, string>> = {
  [-1]: 'FAIL',
  [-2]: 'UNKNOWN EXCEPTION',
  [-3]: 'Permission denied',
  [-4]: 'Invalid parameters',
  [-5]: 'Nonexistent',
  [-6]: 'Failed to query internal db',
  [-7]: 'Not supported',
  [-8]: 'JSON parsing error',
};

/** Result code 0 with its payload. */
export function success(payload: Omit<Envelope, 'header'>): Envelope {
  return { header: { isSuccessful: true, resultCode: 0, resultMessage: 'SUCCESS' }, ...payload };
}

/** A failure without payload; the message has the vendor's pattern `text : detail`. */
export function failure(code: number, detail: string): Envelope {
  const text = MESSAGES[code] ?? 'FAIL';
  return { header: { isSuccessful: false, resultCode: code, resultMessage: `${text} : ${detail}` } };
}
