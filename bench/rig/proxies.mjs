// Starts caches that are not ours in front of a peer, and fills them with one page.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { start, stop, temporaryFolder } from './children.mjs';
import { SERVER_CORE } from './cores.mjs';
import { freePort, reachable } from './ports.mjs';

export const hasNginx = installed('nginx', '-v');
export const hasVarnish = installed('varnishd', '-V');

/**
 * nginx with one worker and `proxy_cache`, everything else as it is by default, without an access log.
 *
 * @param extra further lines of its configuration, such as `open_file_cache`
 */
export async function startNginx(upstream, extra = '') {
  const folder = temporaryFolder();
  const port = await freePort();
  // a temporary folder belongs to whoever runs the benchmark, and the worker writes into it
  const user = process.getuid() === 0 ? 'user root;' : '';
  for (const name of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(folder, name));
  const config = `
    daemon off; ${user} worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
    events {}
    http {
      access_log off; ${extra}
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      proxy_cache_path ${folder}/cache keys_zone=pages:10m;
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass ${upstream}; proxy_cache pages; proxy_cache_valid 200 1h;
          proxy_ignore_headers Cache-Control Vary;
        }
      }
    }`;
  writeFileSync(join(folder, 'nginx.conf'), config);
  return listening(port, ['nginx', '-p', folder, '-c', 'nginx.conf', '-e', join(folder, 'error.log')]);
}

/** Varnish with its defaults, told that a page that is private to our callers may be kept. */
export async function startVarnish(upstream) {
  const folder = temporaryFolder();
  const port = await freePort();
  const { hostname, port: upstreamPort } = new URL(upstream);
  const config = `
    vcl 4.1;
    backend default { .host = "${hostname}"; .port = "${upstreamPort}"; }
    sub vcl_backend_response { set beresp.ttl = 1h; unset beresp.http.vary; return (deliver); }`;
  writeFileSync(join(folder, 'page.vcl'), config);
  const storage = ['-s', 'malloc,64m', '-T', 'none', '-n', join(folder, 'work')];
  const listen = ['-j', 'none', '-F', '-a', `127.0.0.1:${port}`];
  return listening(port, ['varnishd', ...listen, ...storage, '-f', join(folder, 'page.vcl')]);
}

async function listening(port, command) {
  const child = start(SERVER_CORE, command, { stdio: 'ignore' });
  await reachable(port, child, command[0]);
  return { url: `http://127.0.0.1:${port}`, pid: child.pid, close: () => stop(child) };
}

function installed(program, versionFlag) {
  return spawnSync(program, [versionFlag]).error === undefined;
}
