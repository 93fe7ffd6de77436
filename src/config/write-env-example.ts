import { mkdirSync, writeFileSync } from 'node:fs';
import { renderEnvExample } from './env-example.js';
import { renderSettingsPage } from './settings-page.js';
import { renderSourcesSchema } from './sources-schema.js';

// Run from the root of the project, after a build: the texts come from the settings that were built.
mkdirSync('docs', { recursive: true });
writeFileSync('.env.example', renderEnvExample());
writeFileSync('docs/settings.md', renderSettingsPage());
writeFileSync('docs/sources.schema.json', renderSourcesSchema());
