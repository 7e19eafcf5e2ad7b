// The way through ProConnect: Keycloak's chooser page, its broker endpoint, its log-out.
import { randomBytes } from 'node:crypto';
import { errorPage, html, sendPage } from '../lib/page.mjs';
import { UpstreamError } from './upstream.mjs';

const LOGIN = /^\/login-actions\/([\w-]+)(?:\/(proconnect|retour|annuler|abandon))?$/;
const ENDPOINT = '/broker/proconnect/endpoint';
const COOKIE = 'KC_BROKER';
const ABORTED = { error: 'access_denied', error_description: 'user authentication aborted' };
const UNMET = { error: 'access_denied', error_description: 'requested ACRs could not be satisfied' };
const BROKEN = { error: 'server_error', error_description: 'authentication at the identity provider failed' };

function chooserPage(ctx, base) {
  sendPage(ctx, {
    theme: 'hexagone',
    title: 'Connexion',
    body: html`<h1>Connexion à Hexagone</h1>
<p class="sober">Les données restreintes demandent de s’identifier.</p>
<form method="post" action="${base}/proconnect"><button class="wide" type="submit" autofocus>S’identifier avec ProConnect</button></form>
<p class="or">ou</p>
<fieldset disabled><legend>Compte local (indisponible dans l’atelier)</legend>
<label for="username">Identifiant</label><input id="username" type="text">
<label for="local">Mot de passe</label><input id="local" type="password">
<button type="button">Se connecter</button></fieldset>
<form method="post" action="${base}/annuler" class="foot"><button class="plain" type="submit">Annuler / Revenir à l’application</button></form>`,
  });
}

function brokenPage(ctx, base, error) {
  errorPage(ctx, 502, `identity_provider_error:${error.code}`, 'La connexion avec ProConnect n’a pas abouti.', {
    theme: 'hexagone',
    next: html`<form method="post" action="${base}/abandon"><button type="submit">Revenir à l’application</button></form>`,
  });
}

/**
 * Koa middleware. `provider()` is the provider of the moment, `accounts.welcome(signIn)` gives the
 * account identifier of somebody ProConnect vouches for.
 */
export function broker({ provider, prefix, upstream, accounts }) {
  const outcomes = new Map();
  const farewells = new Map();
  const baseFor = (uid) => `${prefix}/login-actions/${uid}`;
  const cookieOptions = { signed: true, httpOnly: true, sameSite: 'lax', path: `${prefix}/broker`, overwrite: true };

  function redirect(ctx, location) {
    ctx.redirect(location);
    ctx.status = 303;
  }

  async function finish(ctx, result) {
    redirect(ctx, await provider().interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false }));
  }

  async function leave(ctx, interaction) {
    try {
      const { url, binding } = await upstream.begin(interaction.uid, interaction.params);
      ctx.cookies.set(COOKIE, binding, cookieOptions);
      return redirect(ctx, url);
    } catch (error) {
      return failed(ctx, interaction.uid, error);
    }
  }

  function failed(ctx, uid, error) {
    if (!(error instanceof UpstreamError)) throw error;
    console.error(`proconnect: ${error.code} ${error.message}`);
    if (uid) return brokenPage(ctx, baseFor(uid), error);
    return errorPage(ctx, 400, `identity_provider_error:${error.code}`, 'Cette réponse de ProConnect n’est pas attendue.', { theme: 'hexagone' });
  }

  async function comeBack(ctx) {
    let attempt;
    try {
      const { query } = ctx;
      attempt = upstream.take(query.state, ctx.cookies.get(COOKIE, { signed: true }));
      ctx.cookies.set(COOKIE, null, cookieOptions);
      if (query.iss !== upstream.issuer) throw new UpstreamError('iss');
      if (query.error === 'access_denied') {
        outcomes.set(attempt.uid, query.error_description === UNMET.error_description ? UNMET : ABORTED);
      } else if (query.error) throw new UpstreamError(`proconnect_${query.error}`, query.error_description);
      else outcomes.set(attempt.uid, { login: accounts.welcome(await upstream.complete(attempt, query)) });
      return redirect(ctx, `${baseFor(attempt.uid)}/retour`);
    } catch (error) {
      return failed(ctx, attempt?.uid, error);
    }
  }

  async function step(ctx, uid, action) {
    const interaction = await provider().interactionDetails(ctx.req, ctx.res).catch(() => undefined);
    if (interaction?.uid !== uid) {
      return errorPage(ctx, 400, 'expired_code', 'Cette page de connexion a expiré.', { theme: 'hexagone' });
    }
    if (action === 'retour' && outcomes.has(uid)) {
      const outcome = outcomes.get(uid);
      outcomes.delete(uid);
      return finish(ctx, outcome);
    }
    if (ctx.method === 'POST' && action === 'annuler') return finish(ctx, ABORTED);
    if (ctx.method === 'POST' && action === 'abandon') return finish(ctx, BROKEN);
    const straight = action === undefined && interaction.params.kc_idp_hint === 'proconnect';
    if (straight || (ctx.method === 'POST' && action === 'proconnect')) return leave(ctx, interaction);
    return chooserPage(ctx, baseFor(uid));
  }

  /** After the platform's own log-out, ProConnect's session is closed too, as Keycloak does. */
  async function farewell(ctx) {
    const location = ctx.response.get('location');
    const idToken = accounts.idTokenOf(ctx.oidc.session?.accountId);
    if (!location || !idToken || location.startsWith(provider().urlFor('authorization'))) return;
    try {
      const state = randomBytes(32).toString('base64url');
      const returnTo = `${provider().issuer}${ENDPOINT}/logout_response`;
      const url = await upstream.logoutUrl(idToken, returnTo, state);
      farewells.set(state, location);
      redirect(ctx, url);
    } catch (error) {
      console.error(`proconnect: ${error.message}`);
    }
  }

  return async function brokering(ctx, next) {
    const [, uid, action] = ctx.path.match(LOGIN) ?? [];
    if (uid) return step(ctx, uid, action);
    if (ctx.path === ENDPOINT && ctx.method === 'GET') return comeBack(ctx);
    if (ctx.path === `${ENDPOINT}/logout_response`) {
      const location = farewells.get(ctx.query.state);
      farewells.delete(ctx.query.state);
      return redirect(ctx, location ?? provider().urlFor('end_session_success'));
    }
    await next();
    if (ctx.oidc?.route === 'end_session_confirm' && ctx.status === 303) await farewell(ctx);
    return undefined;
  };
}
