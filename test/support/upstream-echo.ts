import type { Fault } from '../../src/stand-in/fault.js';
import { WORDS } from './upstream-fault-rows.js';

/** The same fault of an upstream that repeats these texts wherever it can: in headers, in messages, in addresses. */
export function echoing(fault: Fault, texts: readonly string[]): Fault {
  const all = texts.join(' ; ');
  const sendable = texts.filter((text) => /^[\x21-\x7e]+$/.test(text)).join(' ; ');
  switch (fault.kind) {
    case 'status':
      return {
        ...fault,
        headers: {
          ...headersWith(sendable.slice(0, 2_000)),
          ...fault.headers,
        },
        body: fault.body ?? `<html>${all}</html>`,
      };
    case 'envelope':
      return { ...fault, message: all };
    case 'raw':
      return { ...fault, bytes: fault.bytes.replaceAll(WORDS, sendable.slice(0, 2_000)) };
    case 'json':
      return { ...fault, json: withText(fault.json, all) };
    case 'body':
      return typeof fault.body === 'string' ? { ...fault, body: fault.body.replaceAll(WORDS, all) } : fault;
    default:
      return fault;
  }
}

function headersWith(text: string): Record<string, string> {
  return {
    location: `https://elsewhere.example.test/${text}`,
    'www-authenticate': `Bearer realm="${text}"`,
    'set-cookie': `a=${text}`,
    'x-note': text,
  };
}

function withText(json: unknown, text: string): unknown {
  if (json === undefined) return json;
  return JSON.parse(JSON.stringify(json).replaceAll(WORDS, JSON.stringify(text).slice(1, -1)));
}
