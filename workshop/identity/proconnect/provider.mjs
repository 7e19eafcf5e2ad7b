// oidc-provider 7.14.3 with the values ProConnect Fédération gives it (its
// oidc-provider-config.service.ts, commit dffa09e5 of 2026-08-19).
import { Provider } from 'oidc-provider';
import { claimsOf } from '../lib/agents.mjs';
import { errorPage, errorText, html, raw, sendPage } from '../lib/page.mjs';

const VISIO = ['create', 'list', 'retrieve', 'update', 'delete'].map((verb) => `lasuite_visio:rooms:${verb}`);
const SIGNING = ['ES256', 'RS256', 'HS256'];
const ENC_ALG = ['ECDH-ES', 'RSA-OAEP'];
const ENC = ['A256GCM'];
export const ACR_VALUES = ['eidas0', 'eidas0-mfa', 'eidas1', 'eidas1-mfa', 'eidas2', 'eidas3',
  'https://proconnect.gouv.fr/assurance/certification-dirigeant'];

const PLAIN = ['uid', 'given_name', 'email', 'organizational_unit', 'siren', 'siret', 'usual_name',
  'belonging_population', 'idp_id', 'idp_acr', 'roles', 'organization_label', 'groups', 'custom', 'lasuite_visio', ...VISIO];
const CLAIMS = {
  amr: ['amr'],
  openid: ['sub'],
  phone: ['phone_number'],
  chorusdt: ['chorusdt:matricule', 'chorusdt:societe'],
  ...Object.fromEntries(PLAIN.map((name) => [name, [name]])),
};

const perUse = (use) => ({
  [`${use}SigningAlgValues`]: SIGNING,
  [`${use}EncryptionAlgValues`]: ENC_ALG,
  [`${use}EncryptionEncValues`]: ENC,
});

/** ProConnect's record of a client has no room for a public or native one. */
function clientRecord(given) {
  const kept = ['client_id', 'client_secret', 'redirect_uris', 'post_logout_redirect_uris', 'scope',
    'id_token_signed_response_alg', 'userinfo_signed_response_alg', 'introspection_signed_response_alg'];
  const record = Object.fromEntries(kept.filter((name) => given[name] != null).map((name) => [name, given[name]]));
  if (given.jwks && !given.client_secret) {
    return { ...record, jwks: given.jwks, token_endpoint_auth_method: 'private_key_jwt' };
  }
  if (!given.client_secret || given.client_secret.length < 32) {
    throw new Error(`client ${given.client_id}: a secret of 32 characters or more is required`);
  }
  return record;
}

async function grantEverything(ctx) {
  const { session, client, params, provider, requestParamClaims } = ctx.oidc;
  const id = session.grantIdFor(client.clientId);
  const grant = (id && await provider.Grant.find(id))
    || new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims([...(requestParamClaims ?? [])]);
  await grant.save();
  return grant;
}

function logoutSource(ctx, form) {
  sendPage(ctx, {
    title: 'Déconnexion',
    body: html`<h1>Déconnexion</h1>${raw(form)}
<noscript><p>Confirmez pour fermer votre session ProConnect.</p></noscript>
<button form="op.logoutForm" type="submit" name="logout" value="yes" autofocus>Se déconnecter</button>`,
    script: "document.querySelector('button').click()",
  });
}

const loggedOut = (ctx) => sendPage(ctx, {
  title: 'Déconnexion',
  body: html`<h1>Vous êtes bien déconnecté</h1><p>Vous pouvez fermer cette fenêtre.</p>`,
});

function renderError(ctx, out, error) {
  const code = `oidc-provider-rendered-error:${out.error}`;
  const known = out.error === 'server_error' ? 500 : (error.statusCode ?? 400);
  const status = known === 303 ? 400 : known;
  const text = status === 404 ? 'Cette page n’existe pas.' : errorText(out);
  errorPage(ctx, status, status === 404 ? 'Y000404' : code, text);
}

/** A provider for `issuer`; rebuilt with other keys when they rotate, over the same store. */
export function makeProvider({ issuer, clients, keys, cookieKeys, store, agents, faults, settings }) {
  const session = settings.session_seconds ?? 12 * 3600;
  const cookie = { sameSite: 'lax', signed: true, path: '/' };
  const provider = new Provider(issuer, {
    acrValues: ACR_VALUES,
    adapter: store.adapter(),
    claims: CLAIMS,
    clientBasedCORS: () => false,
    clientDefaults: {
      grant_types: ['authorization_code', 'refresh_token'],
      id_token_signed_response_alg: 'ES256',
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_post',
      application_type: 'web',
    },
    clients: clients.map(clientRecord),
    cookies: { keys: cookieKeys, long: cookie, short: cookie },
    enabledJWA: {
      ...perUse('idToken'), ...perUse('userinfo'), ...perUse('introspection'),
      tokenEndpointAuthSigningAlgValues: ['ES256', 'RS256'],
    },
    extraParams: ['idp_hint', 'siret_hint'],
    features: {
      devInteractions: { enabled: false },
      encryption: { enabled: true },
      introspection: { enabled: true },
      jwtIntrospection: { enabled: true, ack: 'draft-10' },
      jwtUserinfo: { enabled: true },
      revocation: { enabled: true },
      claimsParameter: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource: loggedOut },
      backchannelLogout: { enabled: false },
      resourceIndicators: { enabled: false },
    },
    findAccount(ctx, sub) {
      const agent = agents.bySub(sub);
      return agent && { accountId: sub, claims: () => ({ ...claimsOf(agent), amr: agent.amr ?? undefined }) };
    },
    interactions: { url: (ctx, interaction) => `${new URL(issuer).pathname}/interaction/${interaction.uid}` },
    issueRefreshToken: () => true,
    jwks: { keys },
    loadExistingGrant: grantEverything,
    pkce: { methods: ['S256'], required: () => false },
    renderError,
    responseTypes: ['code'],
    routes: {
      authorization: '/authorize', token: '/token', userinfo: '/userinfo', jwks: '/jwks',
      introspection: '/token/introspection', revocation: '/token/revocation', end_session: '/session/end',
      device_authorization: '/device/auth', pushed_authorization_request: '/request', registration: '/reg',
    },
    scopes: ['openid'],
    subjectTypes: ['public'],
    tokenEndpointAuthMethods: ['client_secret_post', 'private_key_jwt'],
    ttl: {
      AccessToken: () => faults.value('short_access_token') ?? settings.access_token_seconds ?? 3600,
      AuthorizationCode: settings.code_seconds ?? 600,
      IdToken: 3600,
      Interaction: 3600,
      Session: session, Grant: session, RefreshToken: session,
    },
  });
  provider.proxy = true;
  return provider;
}
