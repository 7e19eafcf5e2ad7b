// The accounts of platform 2, made at the first sign-in from what ProConnect says; the roles are
// the platform's own business.
import { createHash } from 'node:crypto';

const PLATFORM = 'atelier-hexagone';

const uuidOf = (text) => {
  const hex = createHash('sha256').update(`hexagone\n${text}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

export class Accounts {
  #known = new Map();
  #agents;

  constructor(agents) { this.#agents = agents; }

  /** Make or update the account; gives the `login` part of an interaction's result. */
  welcome({ claims, acr, amr, idToken }) {
    const accountId = uuidOf(claims.sub);
    this.#known.set(accountId, {
      idToken,
      profile: {
        sub: accountId,
        name: `${claims.given_name} ${claims.usual_name}`,
        given_name: claims.given_name,
        family_name: claims.usual_name,
        preferred_username: claims.email,
        email: claims.email,
        email_verified: true,
      },
    });
    return { accountId, acr, amr };
  }

  profileOf(accountId) { return this.#known.get(accountId)?.profile; }

  idTokenOf(accountId) { return this.#known.get(accountId)?.idToken; }

  rolesOf(accountId) { return this.#agents.platformRoles(PLATFORM, this.profileOf(accountId)?.email); }
}
