import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from './config-error.js';
import { readEnvironment } from './read-environment.js';

let cwd = '';

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'env-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(cwd, name), text);
}

function faults(env: Record<string, string>): readonly unknown[] {
  try {
    readEnvironment(env, cwd);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('readEnvironment', () => {
  it('adds the variables of .env', () => {
    write('.env', '# comment\r\nPORT=80\r\nHOST="::1" # here\r\n');
    expect(readEnvironment({ DOCS: 'on' }, cwd)).toEqual({ DOCS: 'on', PORT: '80', HOST: '::1' });
  });

  it('lets the environment win, also with an empty variable', () => {
    write('.env', 'PORT=80\nHOST=h\nDOCS=off\n');
    expect(readEnvironment({ PORT: '81', HOST: '', DOCS: undefined }, cwd)).toEqual({
      PORT: '81',
      HOST: '',
      DOCS: 'off',
    });
  });

  it('does without .env', () => {
    expect(readEnvironment({ PORT: '81' }, cwd)).toEqual({ PORT: '81' });
  });

  it('reads the file that ENV_FILE names instead', () => {
    write('.env', 'PORT=80\n');
    write('other.env', 'HOST=h\n');
    expect(readEnvironment({ ENV_FILE: 'other.env' }, cwd)).toEqual({ ENV_FILE: 'other.env', HOST: 'h' });
    const absolute = join(cwd, 'other.env');
    expect(readEnvironment({ ENV_FILE: absolute }, '/')).toEqual({ ENV_FILE: absolute, HOST: 'h' });
  });

  it('reads no file when ENV_FILE is empty', () => {
    write('.env', 'PORT=80\n');
    expect(readEnvironment({ ENV_FILE: '' }, cwd)).toEqual({ ENV_FILE: '' });
  });

  it('refuses a named file that is missing, and a .env that cannot be read', () => {
    expect(faults({ ENV_FILE: 'nowhere' })).toEqual([
      { name: 'ENV_FILE', detail: 'its file cannot be read (ENOENT)' },
    ]);
    mkdirSync(join(cwd, '.env'));
    expect(faults({})).toEqual([
      { name: 'ENV_FILE', detail: 'the file .env in the working directory cannot be read (EISDIR)' },
    ]);
  });

  it('refuses a line that is no assignment, without repeating it', () => {
    write('.env', 'canary\nPORT=80\n');
    expect(faults({})).toHaveLength(1);
    expect(JSON.stringify(faults({}))).not.toContain('canary');
  });
});
