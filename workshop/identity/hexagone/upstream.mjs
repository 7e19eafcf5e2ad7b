// Platform 2 as a *fournisseur de service* of ProConnect: code flow with state, nonce and PKCE,
// then the checks OpenID Connect Core 1.0 §3.1.3.7 and §5.3.2 ask for.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const SCOPE = 'openid given_name usual_name email siret uid idp_id organization_label belonging_population roles';
const fresh = () => randomBytes(32).toString('base64url');
const sha256 = (text) => createHash('sha256').update(text).digest();

/** The level that a service requires (`claims`, essential) is required of ProConnect in turn. */
function requiredAcr(claims) {
  const acr = JSON.parse(claims ?? '{}').id_token?.acr;
  return acr?.essential ? acr : null;
}

/** A sign-in at ProConnect that went wrong; `code` is for the person who looks for the cause. */
export class UpstreamError extends Error {
  constructor(code, message = code) { super(message); this.code = code; }
}

const check = (condition, code) => { if (!condition) throw new UpstreamError(code); };

export class Upstream {
  #attempts = new Map();
  #metadata;
  #keys;
  #client;
  #redirectUri;

  /** `client`: the registration at ProConnect (issuer, client_id, client_secret, algorithms). */
  constructor(client, redirectUri) {
    this.#client = client;
    this.#redirectUri = redirectUri;
  }

  get issuer() { return this.#client.issuer; }

  async #discover() {
    if (!this.#metadata) {
      const answer = await this.#fetch(`${this.issuer}/.well-known/openid-configuration`);
      const metadata = await answer.json();
      check(metadata.issuer === this.issuer, 'discovery_issuer');
      this.#metadata = metadata;
      this.#keys = createRemoteJWKSet(new URL(metadata.jwks_uri), { cooldownDuration: 0, timeoutDuration: 5000 });
    }
    return this.#metadata;
  }

  async #fetch(url, options = {}) {
    try {
      return await fetch(url, { ...options, redirect: 'error', signal: AbortSignal.timeout(20000) });
    } catch (error) {
      throw new UpstreamError('proconnect_unreachable', error.message);
    }
  }

  /** Address of ProConnect to send the browser to, and the secret that binds it to this browser. */
  async begin(uid, { login_hint: loginHint, prompt, claims } = {}) {
    const metadata = await this.#discover();
    const attempt = { uid, state: fresh(), nonce: fresh(), verifier: fresh(), binding: fresh() };
    this.#attempts.set(attempt.state, attempt);
    setTimeout(() => this.#attempts.delete(attempt.state), 600_000).unref();
    const url = new URL(metadata.authorization_endpoint);
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: this.#client.client_id,
      redirect_uri: this.#redirectUri,
      scope: SCOPE,
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: sha256(attempt.verifier).toString('base64url'),
      code_challenge_method: 'S256',
      claims: JSON.stringify({ id_token: { acr: requiredAcr(claims), amr: null } }),
      ...(loginHint ? { login_hint: loginHint } : {}),
      ...(prompt === 'none' ? { prompt } : {}),
    });
    return { url: url.href, binding: attempt.binding };
  }

  /** The attempt an answer belongs to, once only, and only for the browser that began it. */
  take(state, binding) {
    const attempt = this.#attempts.get(state);
    check(attempt, 'unknown_state');
    this.#attempts.delete(state);
    check(binding?.length === attempt.binding.length
      && timingSafeEqual(Buffer.from(binding), Buffer.from(attempt.binding)), 'other_browser');
    return attempt;
  }

  /** Exchange the code: `{ idToken, acr, amr, claims }` of the agent, all verified. */
  async complete(attempt, query) {
    const metadata = await this.#discover();
    check(query.code, 'no_code');
    const tokens = await this.#token(metadata, query.code, attempt.verifier);
    const { id_token_signed_response_alg: alg, client_id: audience } = this.#client;
    const { payload } = await this.#verify(tokens.id_token, { algorithms: [alg], audience, requiredClaims: ['exp', 'iat', 'sub'] }, 'id_token');
    check(payload.nonce === attempt.nonce, 'nonce');
    check(payload.azp === undefined || payload.azp === audience, 'azp');
    const half = sha256(tokens.access_token).subarray(0, 16).toString('base64url');
    check(payload.at_hash === undefined || payload.at_hash === half, 'at_hash');
    const claims = await this.#userinfo(metadata, tokens.access_token);
    check(claims.sub === payload.sub, 'userinfo_sub');
    return { idToken: tokens.id_token, acr: payload.acr, amr: payload.amr, claims };
  }

  async #token(metadata, code, verifier) {
    const answer = await this.#fetch(metadata.token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: this.#redirectUri,
        client_id: this.#client.client_id, client_secret: this.#client.client_secret,
      }),
    });
    check(answer.ok, `token_${answer.status}`);
    return answer.json();
  }

  async #userinfo(metadata, accessToken) {
    const answer = await this.#fetch(metadata.userinfo_endpoint, { headers: { authorization: `Bearer ${accessToken}` } });
    check(answer.ok, `userinfo_${answer.status}`);
    const alg = this.#client.userinfo_signed_response_alg;
    if (!alg) return answer.json();
    check(answer.headers.get('content-type')?.startsWith('application/jwt'), 'userinfo_type');
    const { payload } = await this.#verify(await answer.text(), { algorithms: [alg], audience: this.#client.client_id }, 'userinfo');
    return payload;
  }

  async #verify(jwt, expected, what) {
    try {
      return await jwtVerify(jwt, this.#keys, { issuer: this.issuer, clockTolerance: 60, ...expected });
    } catch (error) {
      throw new UpstreamError(`${what}_${error.claim ?? 'signature'}`, error.message);
    }
  }

  /** Address that closes ProConnect's session too; the browser comes back to `returnTo`. */
  async logoutUrl(idToken, returnTo, state) {
    const url = new URL((await this.#discover()).end_session_endpoint);
    url.search = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: returnTo, state });
    return url.href;
  }
}
