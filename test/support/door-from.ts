import { request } from 'node:http';

/** An answer, without its body. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Sends a request from another address of this machine, such as `127.0.0.2`, on a connection of its own. */
export function getFrom(
  localAddress: string,
  url: string,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { localAddress, agent: false, headers: headers as Record<string, string | string[]> },
      (answer) => {
        answer.resume();
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }));
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}
