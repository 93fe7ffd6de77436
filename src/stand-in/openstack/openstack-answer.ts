import { jsonAnswer, type Answer } from '../answer.js';

const TITLES: Readonly<Record<number, string>> = {
  300: 'Multiple Choices',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
};

/** A failure of Keystone: always JSON. */
export function keystoneError(code: number, message: string): Answer {
  const title = TITLES[code] ?? 'Error';
  return { ...jsonAnswer({ error: { code, title, message } }), status: code };
}

/**
 * A failure of Glance: JSON, a page or plain text, by `Accept`; a page where nothing is asked for.
 *
 * @param headers besides the type
 */
export function glanceError(
  status: number,
  message: string,
  accept: string | undefined,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const title = TITLES[status] ?? 'Error';
  const text = `${message}<br /><br />\n\n\n`;
  if (accept?.includes('application/json')) {
    const json = jsonAnswer({ message: text, code: `${status} ${title}`, title });
    return { ...json, status, headers: { ...json.headers, ...headers } };
  }
  const isPage = accept === undefined || /\*\/\*|text\/html/.test(accept);
  return {
    status,
    headers: { 'content-type': isPage ? 'text/html; charset=UTF-8' : 'text/plain', ...headers },
    body: isPage ? `<html><body><h1>${status} ${title}</h1>${text}</body></html>` : `${status} ${title}`,
  };
}
