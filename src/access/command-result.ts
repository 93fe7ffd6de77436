/** What a program is to write, and its exit code; 2 is for wrong arguments. */
export interface CommandResult {
  readonly exitCode: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}
