import { ProblemError } from '../problems/problem.error.js';

const API_KEY = {
  means: 'a valid API key in the X-Api-Key header',
  challenge: 'ApiKey realm="image-gateway", header="X-Api-Key"',
};
/** Without `error`, which would tell reasons apart (RFC 6750, 3.1). */
const TOKEN = {
  means: 'a valid bearer token in the Authorization header',
  challenge: 'Bearer realm="image-gateway"',
};

/** What a caller is told who is not recognised, by the credentials that are taken (RFC 9110, 11.6.1). */
export function unauthenticated(taken: { readonly keys: boolean; readonly tokens: boolean }): ProblemError {
  const ways = [...(taken.tokens ? [TOKEN] : []), ...(taken.keys ? [API_KEY] : [])];
  const means = ways.map((way) => way.means).join(', or ');
  return new ProblemError('UNAUTHENTICATED', `Send ${means}.`, {
    headers: { 'www-authenticate': ways.map(({ challenge }) => challenge).join(', ') },
  });
}
