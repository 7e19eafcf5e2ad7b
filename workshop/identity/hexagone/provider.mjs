// oidc-provider set like a Keycloak realm: public native client on loopback, PKCE, JWT access
// tokens for the data service, refresh tokens used once.
import { interactionPolicy, Provider } from 'oidc-provider';
import { errorPage, errorText, html, raw, sendPage } from '../lib/page.mjs';

const SCOPE = 'openid profile email';
const LOOPBACK = /^http:\/\/127\.0\.0\.1(:\d+)?(\/.*)$/;
const theme = 'hexagone';

/** Keycloak shows neither a consent page nor a "Continue" page to native clients. */
function policy() {
  const prompts = interactionPolicy.base();
  prompts.get('consent').checks.remove('native_client_prompt');
  return prompts;
}

const grantEverything = (audience) => async (ctx) => {
  const { session, client, params, provider, requestParamClaims } = ctx.oidc;
  const id = session.grantIdFor(client.clientId);
  const grant = (id && await provider.Grant.find(id))
    || new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims([...(requestParamClaims ?? [])]);
  // RFC 8707: whoever asks for a resource by name gets a token for it.
  for (const resource of [audience, ...[params.resource ?? []].flat()]) grant.addResourceScope(resource, params.scope);
  await grant.save();
  return grant;
};

function logoutSource(ctx, form) {
  sendPage(ctx, {
    theme,
    title: 'Déconnexion',
    body: html`<h1>Déconnexion d’Hexagone</h1>${raw(form)}
<noscript><p>Confirmez pour fermer votre session.</p></noscript>
<button form="op.logoutForm" type="submit" name="logout" value="yes" autofocus>Se déconnecter</button>`,
    script: "document.querySelector('button').click()",
  });
}

const loggedOut = (ctx) => sendPage(ctx, {
  theme,
  title: 'Déconnexion',
  body: html`<h1>Vous êtes déconnecté d’Hexagone</h1><p>Vous pouvez fermer cette fenêtre.</p>`,
});

function renderError(ctx, out, error) {
  const status = error.statusCode === 303 ? 400 : (error.statusCode ?? 400);
  errorPage(ctx, status, out.error, status === 404 ? 'Cette page n’existe pas.' : errorText(out), { theme });
}

function clientsFrom(settings) {
  return [
    {
      client_id: settings.native_client_id ?? 'cicclo-qgis',
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1/callback'],
      post_logout_redirect_uris: ['http://127.0.0.1/logout', 'http://127.0.0.1/callback'],
      id_token_signed_response_alg: 'RS256',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    {
      ...settings.data_client,
      token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: [], response_types: [], grant_types: [],
    },
  ];
}

function resourceIndicators(settings) {
  const { audience } = settings;
  const format = settings.access_token_format ?? 'jwt';
  return {
    enabled: true,
    defaultResource: () => audience,
    useGrantedResource: () => true,
    getResourceServerInfo: () => ({
      scope: SCOPE,
      audience,
      accessTokenFormat: format,
      ...(format === 'jwt' ? { jwt: { sign: { alg: 'RS256' } } } : {}),
    }),
  };
}

/** RFC 8252 §7.3 for the address of return after a log-out as well. */
function anyLoopbackPort(provider) {
  const { prototype } = provider.Client;
  const exact = prototype.postLogoutRedirectUriAllowed;
  prototype.postLogoutRedirectUriAllowed = function allowed(uri) {
    if (this.applicationType !== 'native') return exact.call(this, uri);
    return exact.call(this, String(uri).replace(LOOPBACK, 'http://127.0.0.1$2'));
  };
}

/** A provider for `issuer`; rebuilt with other keys when they rotate, over the same store. */
export function makeProvider({ issuer, keys, cookieKeys, store, accounts, faults, settings }) {
  const prefix = new URL(issuer).pathname;
  const base = '/protocol/openid-connect';
  const cookie = { sameSite: 'lax', signed: true };
  const session = settings.session_seconds ?? 10 * 3600;
  const provider = new Provider(issuer, {
    acrValues: ['eidas1', 'eidas1-mfa', 'eidas2', 'eidas3'],
    adapter: store.adapter(),
    claims: {
      openid: ['sub'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username'],
      email: ['email', 'email_verified'],
    },
    clientBasedCORS: () => false,
    clients: clientsFrom(settings),
    conformIdTokenClaims: false,
    cookies: {
      keys: cookieKeys,
      names: { session: 'KEYCLOAK_SESSION', interaction: 'AUTH_SESSION_ID', resume: 'KC_RESTART' },
      long: { ...cookie, path: prefix },
      short: cookie,
    },
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'] },
    extraParams: ['kc_idp_hint'],
    extraTokenClaims(ctx, token) {
      const roles = accounts.rolesOf(token.accountId);
      const profile = accounts.profileOf(token.accountId) ?? {};
      return { azp: token.clientId, preferred_username: profile.preferred_username, roles, realm_access: { roles } };
    },
    features: {
      devInteractions: { enabled: false },
      introspection: {
        enabled: true,
        allowedPolicy: (ctx, client) => client.clientId === settings.data_client.client_id,
      },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource: loggedOut },
      claimsParameter: { enabled: true },
      resourceIndicators: resourceIndicators(settings),
    },
    findAccount(ctx, accountId) {
      const profile = accounts.profileOf(accountId);
      return profile && { accountId, claims: () => profile };
    },
    interactions: { policy: policy(), url: (ctx, interaction) => `${prefix}/login-actions/${interaction.uid}` },
    issueRefreshToken: () => true,
    jwks: { keys },
    loadExistingGrant: grantEverything(settings.audience),
    pkce: { methods: ['S256'], required: (ctx, client) => client.tokenEndpointAuthMethod === 'none' },
    renderError,
    responseTypes: ['code'],
    rotateRefreshToken: true,
    routes: {
      authorization: `${base}/auth`, token: `${base}/token`, userinfo: `${base}/userinfo`, jwks: `${base}/certs`,
      introspection: `${base}/token/introspect`, revocation: `${base}/revoke`, end_session: `${base}/logout`,
    },
    scopes: ['openid'],
    subjectTypes: ['public'],
    tokenEndpointAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    ttl: {
      AccessToken: () => faults.value('short_access_token') ?? settings.access_token_seconds ?? 300,
      AuthorizationCode: 60,
      IdToken: settings.access_token_seconds ?? 300,
      Interaction: 1800,
      Session: session,
      Grant: Math.max(session, settings.refresh_token_seconds ?? 0),
      RefreshToken: settings.refresh_token_seconds ?? session,
    },
  });
  anyLoopbackPort(provider);
  return provider;
}
