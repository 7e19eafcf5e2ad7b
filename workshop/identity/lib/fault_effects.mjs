// What each fault does to the answers of an OpenID provider.
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeJwt, decodeProtectedHeader, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { errorPage } from './page.mjs';

const OTHER_ISSUER = 'http://localhost/un-autre-emetteur';
const OTHER = 'valeur-fausse-de-l-atelier-de-quarante-trois';

/** As a server writes them whose clock is ahead. */
function later(claims, seconds) {
  for (const name of ['iat', 'exp', 'auth_time']) if (name in claims) claims[name] += seconds;
}

const CLAIMS = {
  wrong_id_token_iss: (claims) => { claims.iss = OTHER_ISSUER; },
  wrong_nonce: (claims) => { claims.nonce = OTHER; },
  wrong_aud: (claims) => { claims.aud = 'un-autre-client'; },
  expired_id_token: (claims) => { claims.iat -= 7200; claims.exp = claims.iat + 3600; },
  // A second less than two minutes: the answer travels, too.
  clock_minutes: (claims) => later(claims, 119),
  clock_hours: (claims) => later(claims, 7200),
  bad_at_hash: (claims) => { claims.at_hash = OTHER.slice(0, 22); },
};

async function signAgain(token, claims, keys, clientSecret) {
  const header = decodeProtectedHeader(token);
  const key = header.alg.startsWith('HS')
    ? new TextEncoder().encode(clientSecret)
    : await importJWK(keys.find((jwk) => jwk.kid === header.kid), header.alg);
  return new SignJWT(claims).setProtectedHeader(header).sign(key);
}

async function spoilIdToken(token, faults, keys, clientSecret) {
  const active = Object.keys(CLAIMS).filter((name) => faults.has(name));
  const claims = decodeJwt(token);
  for (const name of active) CLAIMS[name](claims);
  if (faults.has('alg_none')) return new UnsecuredJWT(claims).encode();
  return active.length ? signAgain(token, claims, keys, clientSecret) : token;
}

async function spoilUserinfo(body, keys, clientSecret) {
  if (typeof body !== 'string') return { ...body, sub: OTHER };
  return signAgain(body, { ...decodeJwt(body), sub: OTHER }, keys, clientSecret);
}

function spoilRedirect(ctx, faults) {
  const location = new URL(ctx.response.get('location'), ctx.origin);
  if (faults.has('wrong_iss')) location.searchParams.set('iss', OTHER_ISSUER);
  if (faults.has('wrong_state')) location.searchParams.set('state', OTHER);
  ctx.set('location', location.href);
}

const AUTHORIZATION = new Set(['authorization', 'resume']);

function isAuthorizationResponse(ctx) {
  const location = ctx.response.get('location');
  if (!AUTHORIZATION.has(ctx.oidc?.route) || !location) return false;
  const { searchParams } = new URL(location, ctx.origin);
  return searchParams.has('code') || searchParams.has('error');
}

/**
 * Koa middleware, outermost: `keys()` gives the signing keys of the moment, `tokenPath` the path
 * of the token endpoint below the issuer, `theme` the look of the pages.
 */
export function faultEffects(faults, keys, tokenPath, theme) {
  return async function effects(ctx, next) {
    if (ctx.path === tokenPath && ctx.method === 'POST') {
      if (faults.has('slow_token')) await sleep(faults.value('slow_token') * 1000, undefined, { ref: false });
      if (faults.has('token_500')) {
        ctx.status = 500;
        ctx.body = { error: 'server_error', error_description: 'workshop fault token_500' };
        return;
      }
    }
    await next();
    const route = ctx.oidc?.route;
    const clientSecret = ctx.oidc?.client?.clientSecret;
    if (isAuthorizationResponse(ctx)) {
      if (faults.has('never_returns')) {
        ctx.remove('location');
        errorPage(ctx, 500, 'never_returns', 'Le service ne peut pas vous renvoyer vers l’application.', { theme });
      } else if (faults.has('wrong_iss') || faults.has('wrong_state')) {
        spoilRedirect(ctx, faults);
      }
    } else if (route === 'token' && ctx.status === 200) {
      if (faults.has('refresh_refused') && ctx.oidc.params.grant_type === 'refresh_token') {
        ctx.status = 400;
        ctx.body = { error: 'invalid_grant', error_description: 'grant request is invalid' };
      } else if (ctx.body.id_token) {
        ctx.body = { ...ctx.body, id_token: await spoilIdToken(ctx.body.id_token, faults, keys(), clientSecret) };
      }
    } else if (route === 'userinfo' && ctx.status === 200 && faults.has('wrong_userinfo_sub')) {
      ctx.body = await spoilUserinfo(ctx.body, keys(), clientSecret);
    }
  };
}
