// Platform 2's own authorization server: like a Keycloak realm that brokers ProConnect.
import { randomBytes } from 'node:crypto';
import { readAgents } from './lib/agents.mjs';
import { faultEffects } from './lib/fault_effects.mjs';
import { answerAdmin, Faults } from './lib/faults.mjs';
import { makeKeys } from './lib/keys.mjs';
import { readSettings, serve } from './lib/server.mjs';
import { Store } from './lib/store.mjs';
import { Accounts } from './hexagone/accounts.mjs';
import { broker } from './hexagone/broker.mjs';
import { makeProvider } from './hexagone/provider.mjs';
import { Upstream } from './hexagone/upstream.mjs';
import { userinfo } from './hexagone/userinfo.mjs';

const PREFIX = '/realms/hexagone';
const OIDC = '/protocol/openid-connect';
const CACHED = new Set(['/.well-known/openid-configuration', `${OIDC}/certs`]);
const settings = readSettings();
const agents = readAgents(settings.agents_file ?? new URL('./agents.json', import.meta.url));
const store = new Store();
const accounts = new Accounts(agents);
const cookieKeys = [randomBytes(32).toString('base64url')];
const issuerFor = (port) => `http://127.0.0.1:${port}${PREFIX}`;

async function cacheable(ctx, next) {
  await next();
  if (CACHED.has(ctx.path)) ctx.set('Cache-Control', `public, max-age=${settings.cache_seconds ?? 600}`);
}

await serve(settings, issuerFor, (port) => {
  const issuer = issuerFor(port);
  const upstream = new Upstream(settings.proconnect, `${issuer}/broker/proconnect/endpoint`);
  let keys; let provider; let answer;
  const build = () => {
    keys = makeKeys();
    provider = makeProvider({ issuer, keys, cookieKeys, store, accounts, faults, settings });
    const place = { provider: () => provider, keys: () => keys };
    provider.use(cacheable);
    provider.use(faultEffects(faults, place.keys, `${OIDC}/token`, 'hexagone'));
    provider.use(userinfo(`${OIDC}/userinfo`, {
      ...place, accounts, faults, audience: settings.audience, format: settings.access_token_format ?? 'jwt',
    }));
    provider.use(broker({ ...place, prefix: PREFIX, upstream, accounts }));
    provider.on('server_error', (ctx, error) => console.error(error));
    answer = provider.callback();
  };
  const faults = new Faults({ rotate_keys: build, kill_sessions: () => store.clear() });
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
