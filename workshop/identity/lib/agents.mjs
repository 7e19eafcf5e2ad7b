// The agents of the workshop: who they are for ProConnect, what each platform grants them.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Reads agents.json; `bySub` and `byEmail` find an agent, `platformRoles` what a platform grants. */
export function readAgents(file) {
  const data = JSON.parse(readFileSync(file, 'utf8'));
  const agents = data.agents.map((agent) => ({
    ...agent,
    sub: createHash('sha256').update(`${agent.idp_id}\n${agent.uid}`).digest('hex'),
  }));
  const same = (text) => String(text ?? '').trim().toLowerCase();
  return {
    agents,
    demoWord: data.demo_word,
    identityProvider: data.identity_provider,
    bySub: (sub) => agents.find((agent) => agent.sub === sub),
    byEmail: (email) => agents.find((agent) => same(agent.email) === same(email)),
    platformRoles: (platform, email) => data.platform_roles[platform]?.[same(email)] ?? [],
  };
}

/** The claims ProConnect hands out about an agent (without acr and amr, which belong to a sign-in). */
export function claimsOf(agent) {
  const { note, acr, amr, ...claims } = agent;
  return { ...claims, idp_acr: acr ?? undefined, siren: agent.siret.slice(0, 9) };
}
