import { DEFAULT_PROPERTIES_ALLOW } from '../../domain/properties-allow.js';
import { compilePropertyAllowList, publishProperties, readProperties } from './properties.js';

describe('compilePropertyAllowList', () => {
  it.each([
    ['os_*', 'os_type', true],
    ['os_*', 'os_', true],
    ['os_*', 'OS_TYPE', false],
    ['os_*', 'my_os_type', false],
    ['login_username', 'login_username', true],
    ['login_username', 'login_username2', false],
    ['*', '', true],
    ['*', 'any thing\nat all', true],
    ['*_cpu', 'min_cpu', true],
    ['*_cpu', 'min_cpus', false],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'a--b--b--c', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['ab*ba', 'abba', true],
    ['a*bc*c', 'abc', false],
    ['**', 'x', true],
    ['a.c', 'abc', false],
    ['a.*', 'ab', false],
    ['[a]?+(b)', '[a]?+(b)', true],
    ['', '', true],
    ['', 'a', false],
  ])('lets %p say of %p: %p', (pattern, key, expected) => {
    expect(compilePropertyAllowList([pattern])(key)).toBe(expected);
  });

  it('lets nothing through when there is no pattern, and anything that one of several allows', () => {
    expect(compilePropertyAllowList([])('os_type')).toBe(false);
    expect(compilePropertyAllowList(['a', 'os_*'])('os_type')).toBe(true);
  });

  it('ends for patterns that make a backtracking matcher run for ever', () => {
    expect(compilePropertyAllowList(['*a'.repeat(50) + 'b'])('a'.repeat(100_000))).toBe(false);
  });

  it('hides by default what the vendor calls internal', () => {
    const allows = compilePropertyAllowList(DEFAULT_PROPERTIES_ALLOW);
    const shown = ['os_type', 'login_username', 'description', 'release_date', 'nhncloud_allow_gpu_flavor'];
    const hidden = ['tc_env', 'project_domain', 'monitoring_agent', 'hw_cpu_sockets', 'nhncloud_', 'purpose'];
    expect([...shown, ...hidden].filter(allows)).toEqual(shown);
  });
});

/** As in the gateway: raw value to what callers see, and the number of reports. */
function published(raw: unknown, allows: (key: string) => boolean = () => true): [unknown, number] {
  let reports = 0;
  const properties = readProperties(
    raw as Record<string, unknown>, // the specs below hand in objects only
    (text) => text.replaceAll('s3cret', '***'),
    () => {
      reports += 1;
    },
  );
  return [publishProperties(properties, allows), reports];
}

describe('the published properties', () => {
  it('are text: numbers and booleans as written, empty text as it is, null left out', () => {
    const raw = { text: 'a', empty: '', number: 1.5, zero: 0, yes: true, no: false, nothing: null };
    expect(published(raw)).toEqual([
      { text: 'a', empty: '', number: '1.5', zero: '0', yes: 'true', no: 'false' },
      0,
    ]);
  });

  it('leave out and report objects and lists', () => {
    expect(published({ a: {}, b: [], c: ['x'], d: 'kept' })).toEqual([{ d: 'kept' }, 3]);
  });

  it('are sorted by key, capitals first', () => {
    const [properties] = published({ b: '1', a: '2', Z: '3', a_: '4', 가: '5' });
    expect(JSON.stringify(properties)).toBe('{"Z":"3","a":"2","a_":"4","b":"1","가":"5"}');
  });

  it('hold allowed keys only', () => {
    expect(published({ os_type: 'linux', tc_env: 'x' }, (key) => key === 'os_type')).toEqual([
      { os_type: 'linux' },
      0,
    ]);
  });

  it('never hold keys that lead to a prototype', () => {
    const raw: unknown = JSON.parse(
      '{"__proto__": "a", "constructor": "b", "prototype": "c", "toString": "kept"}',
    );
    const [properties] = published(raw);
    expect(JSON.stringify(properties)).toBe('{"toString":"kept"}');
    expect(Object.getPrototypeOf(properties)).toBe(Object.prototype);
  });

  it('are read from an object without a prototype too', () => {
    const raw: unknown = Object.assign(Object.create(null), { a: 'b' });
    expect(published(raw)).toEqual([{ a: 'b' }, 0]);
  });

  it('show our secrets neither in keys nor in values, also when nothing else is left', () => {
    expect(published({ 'my-s3cret-key': 'v', a: 's3cret', b: 'x s3cret y' })).toEqual([
      { 'my-***-key': 'v', a: '***', b: 'x *** y' },
      0,
    ]);
  });

  it('keep the first of two keys that become one by masking', () => {
    expect(published({ s3cret: 'first', '***': 'second' })).toEqual([{ '***': 'first' }, 0]);
  });

  it('are well-formed Unicode', () => {
    expect(published({ 'k\ud800': 'v\udc00' })).toEqual([{ 'k\ufffd': 'v\ufffd' }, 0]);
  });
});
