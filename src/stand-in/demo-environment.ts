import { DEMO_CREDENTIALS } from './demo-credentials.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a developer may have exported for a real upstream or real callers. */
const NOT_FOR_A_DEMO = /^(UPSTREAM|IDENTITY|ACCESS|JWT)_|_FILE$/i;

/**
 * The gateway's environment in the demo: the caller's own, but open to everyone, with the stand-in as
 * its only upstream and without an `.env` file.
 */
export function demoEnvironment(env: Environment, upstreamUrl: string): Environment {
  const kept = Object.entries(env).filter(([name]) => !NOT_FOR_A_DEMO.test(name));
  return {
    ...Object.fromEntries(kept),
    ENV_FILE: '',
    ACCESS_MODE: 'anonymous',
    UPSTREAM_URL: upstreamUrl,
    UPSTREAM_APPKEY: DEMO_CREDENTIALS.appkey,
    UPSTREAM_USERNAME: DEMO_CREDENTIALS.username,
    UPSTREAM_PASSWORD: DEMO_CREDENTIALS.password,
  };
}

/** Two lines for the person who started the demo. */
export function demoHint(env: Environment, count: number): string {
  const port = env['PORT'] === '0' ? '<the port in the log>' : env['PORT'] || '3000';
  return [
    `Image Gateway demo: ${count} images from a local stand-in; Ctrl-C ends it. Try:`,
    `  curl 'http://localhost:${port}/v1/images?osDistro=ubuntu&status=active&sort=-createdAt&limit=5'`,
  ].join('\n');
}
