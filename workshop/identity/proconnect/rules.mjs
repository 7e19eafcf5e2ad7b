// What ProConnect checks of an authorization request before its library sees it
// (federation: dto/authorize-params.dto.ts). A breach is an HTML page with code Y000400.
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const ASCII = /^[\x20-\x7e]{1,512}$/;
const RENEWING_ACR = new Set(['eidas2', 'eidas3']);

const required = (value) => typeof value === 'string' && value !== '';
const optional = (check) => (value) => value === undefined || (typeof value === 'string' && check(value));

const RULES = {
  client_id: required,
  response_type: required,
  scope: required,
  state: required,
  redirect_uri: (value) => required(value) && /^https?:\/\/[^/].+$/.test(value),
  nonce: optional((value) => ASCII.test(value)),
  claims: optional(() => true),
  acr_values: optional(() => true),
  prompt: optional(() => true),
  idp_hint: optional(() => true),
  login_hint: optional((value) => EMAIL.test(value)),
  siret_hint: optional((value) => value.length === 14),
  code_challenge: optional(() => true),
  code_challenge_method: optional(() => true),
};

export const isEmail = (text) => EMAIL.test(text);

/** The first parameter that breaks a rule, or undefined. A parameter given twice breaks it too. */
export function brokenParameter(searchParams) {
  return Object.keys(RULES).find((name) => {
    const values = searchParams.getAll(name);
    return values.length > 1 || !RULES[name](values[0]);
  });
}

/** The acr values an authorization request requires (claims.id_token.acr, essential), or undefined. */
export function essentialAcr(claims) {
  try {
    const acr = JSON.parse(claims ?? '{}').id_token?.acr;
    if (!acr?.essential) return undefined;
    return acr.values ?? (acr.value === undefined ? undefined : [acr.value]);
  } catch {
    return undefined;
  }
}

/** eidas2 and eidas3, when essential, ask for a new authentication even with a live session. */
export function needsNewSession(claims) {
  const acr = essentialAcr(claims);
  return Array.isArray(acr) && acr.length > 0 && acr.every((value) => RENEWING_ACR.has(value));
}

/**
 * ProConnect's own session decides, not the library's: the library is always told to authenticate
 * (prompt=login), except for prompt=none without a usable session, which it then refuses.
 */
export function promptFor(searchParams, hasSession) {
  const wanted = searchParams.get('prompt');
  if (wanted === 'none') {
    return hasSession && !needsNewSession(searchParams.get('claims')) ? 'login' : 'none';
  }
  const known = (wanted ?? '').split(' ').filter(Boolean).every((one) => one === 'login' || one === 'consent');
  return known ? 'login' : wanted;
}
