import { statusError } from './status-error.js';

describe('the status of an upstream', () => {
  it.each([429, 500, 501, 502, 503, 504, 599])('%i is a failure that can pass', (status) => {
    expect(statusError(status)).toMatchObject({ failure: 'UPSTREAM_UNAVAILABLE', facts: { retries: 2 } });
  });

  it.each([400, 401, 402, 403, 404, 405, 409, 410, 413, 418, 428, 431, 451, 499])(
    '%i is a refusal, which a repetition does not change',
    (status) => {
      const error = statusError(status);
      expect(error.failure).toBe('UPSTREAM_REJECTED');
      expect(error.facts.retries ?? 0).toBe(0);
    },
  );

  it('408 is a refusal that a repetition can change', () => {
    expect(statusError(408)).toMatchObject({ failure: 'UPSTREAM_REJECTED', facts: { retries: 2 } });
  });

  it.each([100, 101, 201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 600, 999])(
    '%i cannot be used, and is not tried again',
    (status) => {
      const error = statusError(status);
      expect(error.failure).toBe('UPSTREAM_INVALID');
      expect(error.facts.retries ?? 0).toBe(0);
    },
  );

  it.each([undefined, 0])('429 that asks for %p ms is a failure that can pass', (retryAfterMs) => {
    expect(statusError(429, { retryAfterMs }).facts.retries).toBe(2);
  });

  it('429 that asks for some time is not tried again before', () => {
    expect(statusError(429, { retryAfterMs: 1 }).facts).toMatchObject({ retries: 0, retryAfterMs: 1 });
  });

  it('speaks of the token with 401 alone', () => {
    const refused = [400, 401, 403, 404, 407, 500].filter((status) => statusError(status).facts.tokenRefused);
    expect(refused).toEqual([401]);
  });

  it('speaks of something that is not there with 400 and 404 alone', () => {
    const missing = [400, 401, 403, 404, 410, 422, 500].filter(
      (status) => statusError(status).facts.notFound,
    );
    expect(missing).toEqual([400, 404]);
  });

  it('is told, and what else is known is kept', () => {
    const error = statusError(503, { retryAfterMs: 7_000 });
    expect(error.message).toBe('the upstream answered with status 503');
    expect(error.facts).toEqual({ retries: 2, retryAfterMs: 7_000 });
  });
});
