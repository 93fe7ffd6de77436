import { findKey } from './find-key.js';

/** Longer than any header that we read. */
const LONGEST_KEY = 16_384;

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_KEY) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

const { exitCode, stdout, stderr } = await findKey(process.argv.slice(2), readStdin, Date.now());
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;
