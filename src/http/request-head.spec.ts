import { endsClearly, hasBody, isHost } from './request-head.js';

describe('a host', () => {
  it.each([
    '',
    'a',
    'gateway.test:8080',
    'a_b-c.d',
    '10.0.0.1',
    '[2001:db8::1]:80',
    '[::ffff:1.2.3.4]',
    'a:',
  ])('is %j', (text) => expect(isHost(text)).toBe(true));

  it.each([
    undefined,
    'a, a',
    'a b',
    ' ',
    'a/b',
    'a?b',
    'a#b',
    'u@a',
    'a:b',
    'a:1:2',
    '[a',
    '::1',
    'é',
    'a\\b',
  ])('is not %j', (text) => expect(isHost(text)).toBe(false));
});

describe('a request', () => {
  it('has a body if it says so', () => {
    expect(hasBody({})).toBe(false);
    expect(hasBody({ 'content-length': '0' })).toBe(true);
    expect(hasBody({ 'transfer-encoding': 'chunked' })).toBe(true);
  });

  it.each([
    ['1.1', undefined, true],
    ['1.0', undefined, true],
    ['1.1', 'chunked', true],
    ['1.1', 'CHUNKED', true],
    ['1.0', 'chunked', false],
    ['1.1', '', false],
    ['1.1', 'gzip, chunked', false],
    ['1.1', 'chunked, chunked', false],
    ['1.1', 'identity', false],
  ])('of HTTP/%s in %j ends clearly: %s', (httpVersion, coding, expected) => {
    const headers = coding === undefined ? {} : { 'transfer-encoding': coding };
    expect(endsClearly({ headers, httpVersion })).toBe(expected);
  });
});
