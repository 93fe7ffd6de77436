import { validateHeaderName, validateHeaderValue } from 'node:http';

/**
 * Header fields that are sent more than once: checked and put into lines when they are made, instead of for each
 * answer.
 */
export class HeaderBlock {
  /** As they go over the wire in HTTP/1.1 (RFC 9112, 5), each line with its end. */
  readonly lines: string;

  /**
   * @param fields names and values in turn
   * @throws TypeError for a name or a value that no header may have, as Node does
   */
  constructor(readonly fields: readonly string[]) {
    this.lines = linesOf(fields);
  }

  /** These fields, and further ones behind them. */
  and(...fields: readonly string[]): HeaderBlock {
    return new HeaderBlock([...this.fields, ...fields]);
  }

  /** These fields, one of them with another value. */
  with(name: string, value: string): HeaderBlock {
    return new HeaderBlock(
      this.fields.map((field, at) => (this.fields[at - 1] === name && at % 2 === 1 ? value : field)),
    );
  }
}

function linesOf(fields: readonly string[]): string {
  let lines = '';
  for (let at = 0; at < fields.length; at += 2) {
    const [name = '', value = ''] = [fields[at], fields[at + 1]];
    validateHeaderName(name);
    validateHeaderValue(name, value);
    lines += `${name}: ${value}\r\n`;
  }
  return lines;
}
