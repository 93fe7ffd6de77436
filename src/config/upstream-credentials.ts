import type { UpstreamCredentials } from './app-config.js';
import type { GivenUpstream } from './given-upstream.js';
import type { SecretSettings } from './secret-settings.js';
import type { FaultList } from './setting-faults.js';

const PAIR = 'UPSTREAM_USERNAME and UPSTREAM_PASSWORD';

/** The token or the user name with its password; `undefined` when there is not exactly one of them, which is noted. */
export function readCredentials(
  { token, username, password }: GivenUpstream,
  secrets: SecretSettings,
  faults: FaultList,
): UpstreamCredentials | undefined {
  refuseCombination(secrets, faults);
  if (token !== undefined) return Object.freeze({ kind: 'token', token });
  if (username === undefined || password === undefined) return undefined;
  return Object.freeze({ kind: 'password', username, password });
}

function refuseCombination(secrets: SecretSettings, faults: FaultList): void {
  const hasToken = secrets.isGiven('UPSTREAM_TOKEN');
  const hasUsername = secrets.isGiven('UPSTREAM_USERNAME');
  const hasPassword = secrets.isGiven('UPSTREAM_PASSWORD');
  if (hasToken && (hasUsername || hasPassword)) {
    faults.add('UPSTREAM_TOKEN', `is given together with a user name or password; set either it, or ${PAIR}`);
  } else if (!hasToken && !hasUsername && !hasPassword) {
    faults.add('UPSTREAM_TOKEN', `is missing; set it, or ${PAIR}`);
  } else if (!hasToken) {
    refuseHalfPair(secrets, faults);
  }
}

/** Notes which of user name and password is missing, where one of them is given. */
export function refuseHalfPair(secrets: SecretSettings, faults: FaultList): void {
  if (!secrets.isGiven('UPSTREAM_USERNAME')) {
    faults.add('UPSTREAM_USERNAME', 'is missing; UPSTREAM_PASSWORD needs it');
  } else if (!secrets.isGiven('UPSTREAM_PASSWORD')) {
    faults.add('UPSTREAM_PASSWORD', 'is missing; UPSTREAM_USERNAME needs it');
  }
}
