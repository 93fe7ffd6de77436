import { issueKey } from './issue-key.js';

const { exitCode, stdout, stderr } = issueKey(process.argv.slice(2), Date.now());
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = exitCode;
