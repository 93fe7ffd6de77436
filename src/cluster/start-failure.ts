/** Why a worker could not start, as far as it can be sent. */
export interface StartFailure {
  readonly message: string;
  readonly code: string | undefined;
  readonly port: number | undefined;
}

export function startFailureOf(error: unknown): StartFailure {
  const { message, code, port } = (
    error instanceof Error ? error : new Error(String(error))
  ) as NodeJS.ErrnoException & {
    port?: number;
  };
  return { message, code, port };
}

/** The error again, so that the primary tells of it as if it had happened there. */
export function startErrorFrom({ message, code, port }: StartFailure): Error {
  return Object.assign(new Error(message), code !== undefined && { code }, port !== undefined && { port });
}
