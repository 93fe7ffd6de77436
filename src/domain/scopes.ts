/** What a client may be allowed to do; each route asks for one of them (docs/api.md). */
export const SCOPES = ['images:read', 'catalog:refresh'] as const;

export type Scope = (typeof SCOPES)[number];

/** Whether a text from outside is the name of a scope. */
export function isScope(text: unknown): text is Scope {
  return SCOPES.some((scope) => scope === text);
}
