import { ISSUED_TOKENS } from '../../src/stand-in/issued-tokens.js';
import { watchClients } from './client-watch.js';
import { learnToken } from './gateway-watch.js';
import { expectNoLeaks } from './leaks.js';

// For every file of tests: no gateway that a test starts may show a secret that it was given (docs/decisions/0005).
const onToken = (token: unknown): void => learnToken(String(token));
ISSUED_TOKENS.subscribe(onToken);
const unwatch = watchClients();

afterEach(expectNoLeaks);

afterAll(() => {
  ISSUED_TOKENS.unsubscribe(onToken);
  unwatch();
  expectNoLeaks();
});
