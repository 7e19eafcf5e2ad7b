// The pages an agent goes through: e-mail address, then the identity provider's password.
// No page at all when ProConnect's own session is alive.
import { readForm } from '../lib/server.mjs';
import { errorPage, html, sendPage } from '../lib/page.mjs';
import { essentialAcr, isEmail, needsNewSession } from './rules.mjs';

const DEFAULT_ACR = 'eidas1';
const UNMET = { error: 'access_denied', error_description: 'requested ACRs could not be satisfied' };
const ABORTED = { error: 'access_denied', error_description: 'user authentication aborted' };
const PATH = /^\/interaction\/([\w-]+)(\/identite|\/annuler)?$/;

const cancelForm = (base) => html`<form method="post" action="${base}/annuler" class="foot">
<button class="plain" type="submit">Annuler / Revenir au service</button></form>`;

function demoAccounts(base, agents) {
  return html`<section class="demo" aria-labelledby="demo">
<h2 id="demo">Atelier — comptes de démonstration</h2>
<form method="post" action="${base}"><ul>
${agents.agents.map((agent) => html`<li><button type="submit" name="email" value="${agent.email}"><u>${agent.email}</u><span>${agent.note.fr}</span></button></li>`)}
</ul></form>
<p>Mot de passe commun : <kbd>${agents.demoWord}</kbd></p>
</section>`;
}

function emailPage(ctx, base, agents, { email = '', problem } = {}) {
  sendPage(ctx, {
    title: 'Se connecter',
    status: problem ? 400 : 200,
    body: html`<h1>Se connecter avec ProConnect</h1>
${problem ? html`<p class="bad" id="problem" role="alert">${problem}</p>`
    : html`<p class="sober">Identifiez-vous avec votre adresse professionnelle.</p>`}
<form method="post" action="${base}" novalidate>
<label for="email">Adresse e-mail <small>Format attendu : nom@domaine.fr</small></label>
<input id="email" name="email" type="email" value="${email}" autocomplete="username" spellcheck="false" autofocus required${problem ? html` aria-invalid="true" aria-describedby="problem"` : ''}>
<button class="wide" type="submit">Continuer</button>
</form>
${cancelForm(base)}
${demoAccounts(base, agents)}`,
  });
}

function passwordPage(ctx, base, agents, { agent, problem }) {
  sendPage(ctx, {
    theme: 'fournisseur',
    title: 'Mot de passe',
    status: problem ? 400 : 200,
    body: html`<h1>Saisissez votre mot de passe</h1>
<p class="who"><span>${agent.email}</span><a href="${base}" aria-label="Changer d’adresse e-mail">Changer</a></p>
${problem ? html`<p class="bad" id="problem" role="alert">${problem}</p>` : ''}
<form method="post" action="${base}/identite">
<input type="hidden" name="email" value="${agent.email}">
<label for="password">Mot de passe</label>
<input id="password" name="password" type="password" autocomplete="current-password" autofocus required${problem ? html` aria-invalid="true" aria-describedby="problem"` : ''}>
<button class="wide" type="submit">Se connecter</button>
</form>
${cancelForm(base)}
<section class="demo"><h2>Atelier — comptes de démonstration</h2>
<p>Mot de passe commun : <kbd>${agents.demoWord}</kbd></p></section>`,
  });
}

/** Koa middleware for the paths below /interaction/. */
export function signInPages({ provider, agents, sessions }) {
  async function finish(ctx, result) {
    ctx.redirect(await provider().interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false }));
    ctx.status = 303;
  }

  /** Hand the sign-in to the library, unless the service requires more than the agent can show. */
  function accept(ctx, interaction, agent) {
    const acr = agent.acr ?? DEFAULT_ACR;
    const essential = essentialAcr(interaction.params.claims);
    if (essential && !essential.includes(acr)) return finish(ctx, UNMET);
    return finish(ctx, { login: { accountId: agent.sub, acr, amr: agent.amr ?? undefined } });
  }

  function first(ctx, base, interaction) {
    const { login_hint: hint, idp_hint: idp, claims } = interaction.params;
    const session = sessions.current(ctx);
    if (session && agents.bySub(session.sub) && !needsNewSession(claims)) {
      return accept(ctx, interaction, agents.bySub(session.sub));
    }
    const hinted = hint && agents.byEmail(hint);
    if (hinted && idp === agents.identityProvider.id) return passwordPage(ctx, base, agents, { agent: hinted });
    return emailPage(ctx, base, agents, { email: hint });
  }

  function email(ctx, base, form) {
    const given = form.get('email')?.trim() ?? '';
    const agent = agents.byEmail(given);
    if (agent) return passwordPage(ctx, base, agents, { agent });
    const problem = isEmail(given)
      ? 'Cette adresse est inconnue dans l’atelier.'
      : 'Saisissez une adresse e-mail complète.';
    return emailPage(ctx, base, agents, { email: given, problem });
  }

  function password(ctx, base, interaction, form) {
    const agent = agents.byEmail(form.get('email'));
    if (!agent) return emailPage(ctx, base, agents);
    if (form.get('password') !== agents.demoWord) {
      return passwordPage(ctx, base, agents, { agent, problem: 'Mot de passe incorrect. Vérifiez-le et recommencez.' });
    }
    sessions.open(ctx, agent.sub);
    // a session of the library left by somebody else would make it ask for a log-out first
    ctx.cookies.set(provider().cookieName('session'), null, { signed: true, path: '/' });
    return accept(ctx, interaction, agent);
  }

  return async function pages(ctx, next) {
    const [, uid, step] = ctx.path.match(PATH) ?? [];
    if (!uid) return next();
    const interaction = await provider().interactionDetails(ctx.req, ctx.res).catch(() => undefined);
    if (interaction?.uid !== uid) {
      return errorPage(ctx, 401, '190001', 'Votre session a expiré ou cette page a été ouverte dans une autre fenêtre.');
    }
    const base = provider().pathFor('authorization').replace(/\/authorize$/, `/interaction/${uid}`);
    if (ctx.method === 'GET') return first(ctx, base, interaction);
    const form = await readForm(ctx.req);
    if (step === '/annuler') return finish(ctx, ABORTED);
    if (step === '/identite') return password(ctx, base, interaction, form);
    return email(ctx, base, form);
  };
}
