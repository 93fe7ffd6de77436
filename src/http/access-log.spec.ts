import { ManualClock } from '../../test/support/manual-clock.js';
import { Log } from '../observability/log.js';
import { Metrics } from '../observability/metrics.js';
import { AccessLog } from './access-log.js';

const mask = (text: string): string => text.replaceAll('Canary', '***');
const log = new Log('info', mask, { write: () => {} });
const accessLog = new AccessLog(log, new Metrics(() => 0), new ManualClock(), mask);

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'].flatMap((letter) => [letter, `${letter}x`, `${letter}y`]);

function told(url: string): unknown {
  return JSON.parse(`{${accessLog.target(url)}}`);
}

describe('of a request target the access log tells', () => {
  it.each([
    ['/v1/images', { path: '/v1/images' }],
    ['/v1/images?', { path: '/v1/images' }],
    ['/v1/images?q=secret&limit=2&q=more', { path: '/v1/images', parameters: 'q,limit' }],
    ['/v1/images?=x&1=2&a-b=c&ok', { path: '/v1/images', parameters: 'ok' }],
    [`/v1/images?${'a'.repeat(33)}=1`, { path: '/v1/images' }],
    [
      `/?${LETTERS.map((letter) => `${letter}=1`).join('&')}`,
      { path: '/', parameters: LETTERS.slice(0, 64).join() },
    ],
    ['/%22"\\', { path: '/%22"\\' }],
    [`/${'a'.repeat(300)}`, { path: `/${'a'.repeat(255)}` }],
  ])('the path and the names of parameters: %s', (url, expected) => {
    expect(told(url)).toEqual(expected);
  });

  it('no secret that stands in the place of a path or a name', () => {
    expect(told('/v1/Canary?Canary=1&limit=Canary')).toEqual({ path: '/v1/***', parameters: '***,limit' });
  });
});
