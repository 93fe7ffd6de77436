import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { renderEnvExample } from '../../src/config/env-example.js';
import { loadConfig } from '../../src/config/load-config.js';
import { SETTINGS } from '../../src/config/settings.js';
import { renderSettingsPage } from '../../src/config/settings-page.js';

function committed(name: string): string {
  return readFileSync(join(__dirname, '../..', name), 'utf8');
}

describe('.env.example', () => {
  it('says what the settings say; if not, build and run `node dist/config/write-env-example.js`', () => {
    expect(committed('.env.example')).toBe(renderEnvExample());
  });

  it('names every setting once', () => {
    const names = [...committed('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(names.toSorted()).toEqual(Object.keys(SETTINGS).toSorted());
  });

  it('starts the gateway once access mode, appkey and credentials are filled in', () => {
    const filled = { ACCESS_MODE: 'anonymous', UPSTREAM_APPKEY: 'the-appkey', UPSTREAM_TOKEN: 'the-token' };
    expect(() => loadConfig({ ...parseEnv(committed('.env.example')), ...filled })).not.toThrow();
  });

  it('shows the true defaults', () => {
    const shown = parseEnv(committed('.env.example').replaceAll(/^#([A-Z_]+=.)/gm, '$1'));
    const filled = { ACCESS_MODE: 'anonymous', UPSTREAM_APPKEY: 'the-appkey', UPSTREAM_TOKEN: 'the-token' };
    expect(loadConfig({ ...shown, ...filled }).config).toEqual(loadConfig(filled).config);
  });
});

describe('docs/settings.md', () => {
  it('says what the settings say; if not, build and run `node dist/config/write-env-example.js`', () => {
    expect(committed('docs/settings.md')).toBe(renderSettingsPage());
  });
});
