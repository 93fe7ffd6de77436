/** A row as Glance lists it. */
export type CloudRow = Readonly<Record<string, unknown>> & { readonly id: string };

/** Whom a client of the cloud is. */
export interface CloudUser {
  readonly user: string;
  readonly password: string;
  readonly project: string;
}

/** A plain client of Keystone and Glance, which knows nothing of the gateway. */
export class CloudClient {
  constructor(
    readonly identityUrl: string,
    private readonly imageUrl: string,
    private readonly token: string,
  ) {}

  static async login(
    identityUrl: string,
    imageUrl: string,
    { user, password, project }: CloudUser,
  ): Promise<CloudClient> {
    const domain = { name: 'Default' };
    const body = {
      auth: {
        identity: { methods: ['password'], password: { user: { name: user, password, domain } } },
        scope: { project: { name: project, domain } },
      },
    };
    const answer = await fetch(`${identityUrl}/v3/auth/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const token = answer.headers.get('x-subject-token');
    await answer.arrayBuffer();
    if (token === null) throw new Error(`no token: ${answer.status}`);
    return new CloudClient(identityUrl, imageUrl, token);
  }

  identity<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.call(`${this.identityUrl}/v3${path}`, method, body);
  }

  /** The user of this token. */
  async whoAmI(): Promise<{ user: { readonly id: string } }> {
    const headers = { 'x-auth-token': this.token, 'x-subject-token': this.token };
    const answer = await fetch(`${this.identityUrl}/v3/auth/tokens`, { headers });
    return ((await answer.json()) as { token: { user: { id: string } } }).token;
  }

  images<T>(method: string, path: string, body?: unknown): Promise<T> {
    return this.call(`${this.imageUrl}/v2${path}`, method, body);
  }

  /** Gives an image its bytes, with which it becomes active. */
  async upload(id: string, bytes: Uint8Array): Promise<void> {
    const headers = { 'x-auth-token': this.token, 'content-type': 'application/octet-stream' };
    const answer = await fetch(`${this.imageUrl}/v2/images/${id}/file`, {
      method: 'PUT',
      headers,
      body: bytes,
    });
    if (!answer.ok) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  }

  /** All images that this user sees, page by page as the cloud links them. */
  async listAll(limit = 25): Promise<CloudRow[]> {
    const rows: CloudRow[] = [];
    for (let next: string | undefined = `/v2/images?limit=${limit}`; next !== undefined;) {
      const page: { images: CloudRow[]; next?: string } = await this.call(this.imageUrl + next, 'GET');
      rows.push(...page.images);
      next = page.next;
    }
    return rows;
  }

  private async call<T>(url: string, method: string, body?: unknown): Promise<T> {
    const answer = await fetch(url, {
      method,
      headers: { 'x-auth-token': this.token, accept: 'application/json', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text.slice(0, 300)}`);
    // what the cloud's own documentation says of this path
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
