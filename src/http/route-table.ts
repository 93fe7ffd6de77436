/** The routes of the application, as far as an error must know them: which methods a path has. */
export class RouteTable {
  private readonly routes: { readonly segments: readonly string[]; readonly methods: readonly string[] }[] =
    [];

  /** @param url Fastify's pattern, such as `/v1/images/:id` */
  add(url: string, method: string | readonly string[]): void {
    this.routes.push({ segments: url.split('/'), methods: [method].flat() });
  }

  /** The methods that anything under `/v1` can be asked with. */
  get apiMethods(): readonly string[] {
    const methods = this.routes
      .filter(({ segments }) => segments[1] === 'v1')
      .flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }

  /** The methods that a path can be asked with; none for an unknown path. */
  methodsOf(path: string): readonly string[] {
    const asked = path.split('/');
    const methods = this.routes
      .filter(({ segments }) => leadsTo(segments, asked))
      .flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}

function leadsTo(pattern: readonly string[], path: readonly string[]): boolean {
  return (
    pattern.length === path.length &&
    pattern.every(
      (segment, index) => segment === path[index] || (segment.startsWith(':') && path[index] !== ''),
    )
  );
}
