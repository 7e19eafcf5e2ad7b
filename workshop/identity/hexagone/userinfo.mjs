// Keycloak answers userinfo with any of its access tokens; oidc-provider refuses those that name
// an audience, hence this small endpoint.
import { createLocalJWKSet, jwtVerify } from 'jose';

async function accountOf(token, { provider, keys, audience, format }) {
  if (format === 'opaque') {
    const found = await provider().AccessToken.find(token);
    return found?.isValid ? found.accountId : undefined;
  }
  try {
    const publicKeys = { keys: keys().map(({ d, p, q, dp, dq, qi, ...jwk }) => jwk) };
    const { payload } = await jwtVerify(token, createLocalJWKSet(publicKeys), { issuer: provider().issuer, audience });
    return payload.sub;
  } catch {
    return undefined;
  }
}

/** Koa middleware for `path`: 401 with WWW-Authenticate without a valid token (RFC 6750 §3). */
export function userinfo(path, { accounts, faults, ...place }) {
  return async function answer(ctx, next) {
    if (ctx.path !== path || !['GET', 'POST'].includes(ctx.method)) return next();
    const [, token] = ctx.get('authorization').match(/^Bearer (\S+)$/i) ?? [];
    const profile = token && accounts.profileOf(await accountOf(token, place));
    ctx.set('Cache-Control', 'no-store');
    if (!profile) {
      ctx.status = 401;
      ctx.set('WWW-Authenticate', `Bearer realm="hexagone"${token ? ', error="invalid_token"' : ''}`);
      ctx.body = { error: token ? 'invalid_token' : 'invalid_request' };
      return undefined;
    }
    ctx.body = faults.has('wrong_userinfo_sub') ? { ...profile, sub: 'une-autre-personne' } : profile;
    return undefined;
  };
}
