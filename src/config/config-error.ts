/** One thing that is wrong with one setting. */
export interface ConfigFault {
  /** The variable as the operator wrote it, such as `UPSTREAM_TOKEN_FILE`. */
  readonly name: string;
  /** What is wrong and what to do; printable, and without the value of a secret. */
  readonly detail: string;
}

/** The settings do not allow a start. The message is the list to print: it holds every fault and no secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly ConfigFault[]) {
    super(describe(faults));
  }
}

function describe(faults: readonly ConfigFault[]): string {
  const count = new Set(faults.map(({ name }) => name)).size;
  const heading = count === 1 ? '1 setting is wrong:' : `${count} settings are wrong:`;
  return [heading, ...faults.map(({ name, detail }) => `  ${name}: ${detail}`)].join('\n');
}
