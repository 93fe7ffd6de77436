// Sends requests when they are due, whether or not those before them were answered: node open-loop.mjs JOB
// With `rate: 0` it sends the next one as soon as a connection is free, which tells the capacity.
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval, setTimeout } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';

const { port, headers, paths, rate, seconds, connections, first } = JSON.parse(process.argv[2]);

/** What is answered in the first part is not counted: the gateway has to notice first. */
const COUNTED_FROM = 0.25;
const OPENED_AT_ONCE = 50;

const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
const tail = ` HTTP/1.1\r\nHost: bench\r\n${fields.join('')}\r\n`;
const free = [];
const due = [];
const counted = { accepted: [], refused: [], failed: 0 };
let sent = 0;
let number = first;

let startsAt = Infinity;
// not all at once: the kernel keeps only so many that nobody has accepted yet, and a lost one costs a second
for (let at = 0; at < connections; at++) {
  openConnection();
  if (at % OPENED_AT_ONCE === 0) await pause(20);
}
while (free.length < connections) await pause(20);
startsAt = performance.now();
const endsAt = startsAt + seconds * 1_000;
const countedFrom = startsAt + COUNTED_FROM * seconds * 1_000;
if (rate === 0) for (const state of free.splice(0)) ready(state);
const pace = rate > 0 ? setInterval(sendDue, 1) : undefined;
setTimeout(finish, seconds * 1_000);

function openConnection() {
  const socket = connect(port, '127.0.0.1');
  const state = { socket, dueAt: undefined, left: 0, status: 0, text: '' };
  socket.setNoDelay(true);
  socket.on('connect', () => ready(state));
  socket.on('data', (bytes) => take(state, bytes));
  socket.on('error', () => {});
  socket.on('close', () => {
    if (state.dueAt !== undefined) counted.failed++;
    if (startsAt < Infinity && performance.now() < endsAt) openConnection();
  });
}

function sendDue() {
  const now = Math.min(performance.now(), endsAt);
  for (let dueAt = startsAt + (sent / rate) * 1_000; dueAt <= now; dueAt = startsAt + (sent / rate) * 1_000) {
    sent++;
    const state = free.pop();
    if (state) send(state, dueAt);
    else due.push(dueAt);
  }
}

function ready(state) {
  const now = performance.now();
  if (startsAt === Infinity) return void free.push(state);
  if (rate === 0) return send(state, now);
  const dueAt = due.shift();
  if (dueAt === undefined) free.push(state);
  else send(state, dueAt);
}

function send(state, dueAt) {
  state.dueAt = dueAt;
  const path = paths[number % paths.length].replace('{n}', number++);
  state.socket.write(`GET ${path}${tail}`);
}

function take(state, bytes) {
  if (state.left > 0) state.left -= bytes.length;
  else {
    state.text += bytes.toString('latin1');
    const end = state.text.indexOf('\r\n\r\n');
    if (end < 0) return;
    state.status = Number(state.text.slice(9, 12));
    const length = Number(/content-length: (\d+)/i.exec(state.text.slice(0, end))?.[1] ?? 0);
    state.left = length - (state.text.length - end - 4);
    state.text = '';
  }
  if (state.left > 0) return;
  state.left = 0;
  answered(state);
}

function answered(state) {
  const { dueAt, status } = state;
  state.dueAt = undefined;
  const now = performance.now();
  if (now >= countedFrom && now < endsAt) {
    if (status === 200) counted.accepted.push(now - dueAt);
    else if (status === 503) counted.refused.push(now - dueAt);
    else counted.failed++;
  }
  ready(state);
}

function finish() {
  clearInterval(pace);
  const span = (endsAt - countedFrom) / 1_000;
  const { accepted, refused, failed } = counted;
  const figures = (times) => {
    const sorted = times.sort((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
    return { rate: sorted.length / span, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
  };
  console.log(
    JSON.stringify({ accepted: figures(accepted), refused: figures(refused), failed, next: number }),
  );
  process.exit(0);
}
