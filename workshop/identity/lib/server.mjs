// What both identity servers share of a process: settings, listening, the `ready` line, the end.
import { existsSync, readFileSync } from 'node:fs';
import http from 'node:http';

/** Settings: a JSON file or JSON text as first argument, else the variable WORKSHOP_IDENTITY. */
export function readSettings() {
  const given = process.argv[2] ?? process.env.WORKSHOP_IDENTITY;
  if (!given) throw new Error('settings: give a JSON file as argument, or JSON in WORKSHOP_IDENTITY');
  delete process.env.WORKSHOP_IDENTITY;
  return JSON.parse(existsSync(given) ? readFileSync(given, 'utf8') : given);
}

function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address().port);
    });
  });
}

/**
 * Listen on the loopback addresses only: 127.0.0.1, and ::1 too where there is one, because a
 * browser may try it first for "localhost". `handlerFor(port)` gives the request handler;
 * the port has to be known before, since it is part of the issuer. Prints `ready <issuer>`.
 */
export async function serve({ port = 0, lifeline = false }, issuerFor, handlerFor) {
  let handle = (req, res) => { res.statusCode = 503; res.end(); };
  const answer = (req, res) => handle(req, res);
  const servers = [http.createServer(answer), http.createServer(answer)];
  const bound = await listen(servers[0], port, '127.0.0.1');
  await listen(servers[1], bound, '::1').catch(() => servers.pop());
  handle = await handlerFor(bound);

  const stop = () => {
    for (const server of servers) { server.close(); server.closeAllConnections?.(); }
    setTimeout(() => process.exit(0), 200).unref();
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (lifeline) process.stdin.on('end', stop).on('error', stop).resume();
  process.stdout.write(`ready ${issuerFor(bound)}\n`);
}

/** The fields of an urlencoded form; bodies above 64 kB are refused. */
export async function readBody(req) {
  const chunks = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size > 65536) throw new Error('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export const readForm = async (req) => new URLSearchParams(await readBody(req));
