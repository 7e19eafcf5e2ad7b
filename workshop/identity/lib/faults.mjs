// Faults that a trainer or a test switches while the server runs, and the address that does it.
import { readFileSync } from 'node:fs';
import { readBody } from './server.mjs';

const KNOWN = JSON.parse(readFileSync(new URL('../faults.json', import.meta.url), 'utf8'));
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

export class Faults {
  #on = new Map();
  #actions;

  /** `actions`: what to do for the faults of kind "action" (rotate_keys, kill_sessions). */
  constructor(actions) { this.#actions = actions; }

  has(name) { return this.#on.has(name); }

  /** The value of a fault that is on (seconds, say), else undefined. */
  value(name) { return this.#on.get(name); }

  list() {
    return KNOWN.map((fault) => ({
      ...fault, on: this.has(fault.name), ...(this.has(fault.name) ? { value: this.value(fault.name) } : {}),
    }));
  }

  /** Switch a fault; false when there is none of that name. */
  async set({ name, on = true, value }) {
    const fault = KNOWN.find((known) => known.name === name);
    if (!fault) return false;
    if (fault.kind === 'action') {
      if (on) await this.#actions[name]();
    } else if (on) {
      this.#on.set(name, value ?? fault.value ?? true);
    } else {
      this.#on.delete(name);
    }
    return true;
  }

  clear() { this.#on.clear(); }
}

function json(res, status, body) {
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  res.end(JSON.stringify(body));
}

/**
 * `GET /_workshop/fault` lists, `POST` with {"name", "on", "value"} switches one, `DELETE` clears.
 * The servers listen on loopback only; the checks of Host and Content-Type keep web pages open in
 * the same browser from reaching this address (DNS rebinding, cross-site forms).
 */
export async function answerAdmin(req, res, faults) {
  if (!LOOPBACK.test(req.headers.host ?? '')) return json(res, 403, { error: 'loopback only' });
  if (new URL(req.url, 'http://x').pathname !== '/_workshop/fault') return json(res, 404, { error: 'not found' });
  if (req.method === 'GET') return json(res, 200, faults.list());
  if (req.headers.origin) return json(res, 403, { error: 'not from a web page' });
  if (req.method === 'DELETE') {
    faults.clear();
    return json(res, 200, faults.list());
  }
  if (req.method !== 'POST') return json(res, 405, { error: 'method not allowed' });
  if (!(req.headers['content-type'] ?? '').startsWith('application/json')) {
    return json(res, 415, { error: 'application/json expected' });
  }
  try {
    const known = await faults.set(JSON.parse(await readBody(req)));
    return known ? json(res, 200, faults.list()) : json(res, 404, { error: 'no such fault' });
  } catch (error) {
    return json(res, 400, { error: String(error.message) });
  }
}
