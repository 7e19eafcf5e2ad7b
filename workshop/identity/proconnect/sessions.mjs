// ProConnect's own single sign-on session: cookie pc_session_id, 12 hours, not sliding.
// The real cookie is also "secure"; here everything is http on this computer.
import { randomBytes } from 'node:crypto';

const COOKIE = 'pc_session_id';

export class Sessions {
  #live = new Map();
  #seconds;

  constructor(seconds) { this.#seconds = seconds; }

  /** The session of the browser: `{ sub, at }`, or undefined when there is none or it is over. */
  current(ctx) {
    const id = ctx.cookies.get(COOKIE, { signed: true });
    const session = id && this.#live.get(id);
    if (!session) return undefined;
    if (session.at + this.#seconds * 1000 > Date.now()) return session;
    this.#live.delete(id);
    return undefined;
  }

  open(ctx, sub) {
    this.close(ctx);
    const id = randomBytes(32).toString('base64url');
    this.#live.set(id, { sub, at: Date.now() });
    ctx.cookies.set(COOKIE, id, { signed: true, httpOnly: true, sameSite: 'lax', path: '/', overwrite: true });
    return this.#live.get(id);
  }

  close(ctx) {
    const id = ctx.cookies.get(COOKIE, { signed: true });
    if (!id) return;
    this.#live.delete(id);
    ctx.cookies.set(COOKIE, null, { signed: true, path: '/', overwrite: true });
  }

  clear() { this.#live.clear(); }
}
