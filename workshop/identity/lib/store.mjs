// The memory of an OpenID provider (oidc-provider's adapter): it outlives a change of keys, and
// can be emptied at once.
const GRANTABLE = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken']);

export class Store {
  #items = new Map();

  clear() { this.#items.clear(); }

  #get(key) {
    const item = this.#items.get(key);
    if (item && item.until > Date.now()) return item.value;
    this.#items.delete(key);
    return undefined;
  }

  #set(key, value, seconds) {
    this.#items.set(key, { value, until: Date.now() + (seconds ?? 86400) * 1000 });
  }

  /** What oidc-provider wants: one adapter object per kind of artefact. */
  adapter() {
    const store = this;
    return (model) => ({
      key: (id) => `${model}:${id}`,
      async destroy(id) { store.#items.delete(this.key(id)); },
      async consume(id) { store.#get(this.key(id)).consumed = Math.floor(Date.now() / 1000); },
      async find(id) { return store.#get(this.key(id)); },
      async findByUid(uid) { return store.#get(`${model}:${store.#get(`uid:${uid}`)}`); },
      async findByUserCode() { return undefined; },
      async upsert(id, payload, seconds) {
        if (model === 'Session') store.#set(`uid:${payload.uid}`, id, seconds);
        if (GRANTABLE.has(model) && payload.grantId) {
          const key = `grant:${payload.grantId}`;
          store.#set(key, [...(store.#get(key) ?? []), this.key(id)], 14 * 86400);
        }
        store.#set(this.key(id), payload, seconds);
      },
      async revokeByGrantId(grantId) {
        for (const key of store.#get(`grant:${grantId}`) ?? []) store.#items.delete(key);
        store.#items.delete(`grant:${grantId}`);
      },
    });
  }
}
