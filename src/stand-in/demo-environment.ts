import type { DemoUpstreams } from './demo-upstreams.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a developer may have exported for a real upstream or real callers. */
const NOT_FOR_A_DEMO = /^(UPSTREAM|IDENTITY|ACCESS|JWT)_|_FILE$/i;

/**
 * The gateway's environment in the demo: the caller's own, but open to everyone, with stand-ins as its only upstreams and
 * without an `.env` file.
 */
export function demoEnvironment(env: Environment, { settings }: DemoUpstreams): Environment {
  const kept = Object.entries(env).filter(([name]) => !NOT_FOR_A_DEMO.test(name));
  return {
    ...Object.fromEntries(kept),
    ENV_FILE: '',
    ACCESS_MODE: 'anonymous',
    ...settings,
  };
}

/** Two lines for the person who started the demo. */
export function demoHint(env: Environment, { what, example }: DemoUpstreams): string {
  const port = env['PORT'] === '0' ? '<the port in the log>' : env['PORT'] || '3000';
  return [
    `Image Gateway demo: ${what} from a local stand-in; Ctrl-C ends it. Try:`,
    `  curl 'http://localhost:${port}${example}'`,
  ].join('\n');
}
