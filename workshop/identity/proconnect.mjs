// Stand-in of ProConnect Fédération for the workshop and the tests.
import { randomBytes } from 'node:crypto';
import { readAgents } from './lib/agents.mjs';
import { faultEffects } from './lib/fault_effects.mjs';
import { answerAdmin, Faults } from './lib/faults.mjs';
import { makeKeys } from './lib/keys.mjs';
import { errorPage } from './lib/page.mjs';
import { readForm, readSettings, serve } from './lib/server.mjs';
import { Store } from './lib/store.mjs';
import { makeProvider } from './proconnect/provider.mjs';
import { brokenParameter, promptFor } from './proconnect/rules.mjs';
import { Sessions } from './proconnect/sessions.mjs';
import { signInPages } from './proconnect/sign_in.mjs';

const PREFIX = '/api/v2';
const CACHED = new Set(['/.well-known/openid-configuration', '/jwks']);
const settings = readSettings();
const agents = readAgents(settings.agents_file ?? new URL('./agents.json', import.meta.url));
const store = new Store();
const sessions = new Sessions(settings.session_seconds ?? 12 * 3600);
const cookieKeys = [randomBytes(32).toString('base64url')];
const issuerFor = (port) => `http://localhost:${port}${PREFIX}`;

/** ProConnect's own step before the library: its checks, its session, no cookie of the library. */
async function beforeAuthorize(ctx, next) {
  if (ctx.path !== '/authorize') return next();
  const { searchParams } = ctx.method === 'POST' ? { searchParams: await readForm(ctx.req) } : ctx.URL;
  const broken = brokenParameter(searchParams);
  if (broken) return errorPage(ctx, 400, 'Y000400', `Le paramètre « ${broken} » de la demande est absent ou incorrect.`);
  const prompt = promptFor(searchParams, Boolean(sessions.current(ctx)));
  searchParams.set('prompt', prompt);
  ctx.req.method = 'GET';
  delete ctx.req.headers['content-type'];
  ctx.req.headers.cookie = '';
  ctx.querystring = searchParams.toString();
  ctx.req.originalUrl = PREFIX + ctx.url; // the library finds its prefix by comparing the two
  return next();
}

async function cacheable(ctx, next) {
  await next();
  if (CACHED.has(ctx.path)) ctx.set('Cache-Control', 'public, max-age=600');
}

await serve(settings, issuerFor, (port) => {
  const issuer = issuerFor(port);
  let keys; let provider; let answer;
  const build = () => {
    keys = makeKeys();
    provider = makeProvider({ issuer, clients: settings.clients, keys, cookieKeys, store, agents, faults, settings });
    provider.use(cacheable);
    provider.use(faultEffects(faults, () => keys, '/token'));
    provider.use(beforeAuthorize);
    provider.use(signInPages({ provider: () => provider, agents, sessions }));
    provider.on('end_session.success', (ctx) => sessions.close(ctx));
    provider.on('server_error', (ctx, error) => console.error(error));
    answer = provider.callback();
  };
  const faults = new Faults({
    rotate_keys: build,
    kill_sessions: () => { store.clear(); sessions.clear(); },
  });
  build();
  return (req, res) => {
    const { pathname } = new URL(req.url, issuer);
    if (pathname.startsWith('/_workshop/')) return void answerAdmin(req, res, faults);
    if (pathname.startsWith(`${PREFIX}/`)) {
      req.originalUrl = req.url;
      req.url = req.url.slice(PREFIX.length);
    } else {
      req.url = '/not-found';
    }
    return answer(req, res);
  };
});
