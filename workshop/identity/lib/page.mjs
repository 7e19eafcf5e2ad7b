// The pages people see: one sober layout, in French, without script, readable by screen readers.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const STYLE = readFileSync(new URL('./style.css', import.meta.url), 'utf8');
const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

class Safe { constructor(text) { this.text = text; } toString() { return this.text; } }

const piece = (value) => {
  if (value instanceof Safe) return value.text;
  if (Array.isArray(value)) return value.map(piece).join('');
  if (value === undefined || value === null || value === false) return '';
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character]);
};

/** Tagged template: every value is escaped, unless it comes from `html` itself. */
export const html = (strings, ...values) => new Safe(
  strings.reduce((text, string, index) => text + piece(values[index - 1]) + string),
);

/** Text that is known to be HTML already (forms made by oidc-provider). */
export const raw = (text) => new Safe(text);

const MARK = {
  atelier: html`<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="6" fill="#1f3a8a"/><circle cx="16" cy="12" r="5" fill="#fff"/><path d="M6 27c1-6 5-8.5 10-8.5S25 21 26 27z" fill="#fff"/></svg>`,
  fournisseur: html`<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="6" fill="#5b4b8a"/><path d="M16 5l9 4v7c0 6-4 9.500-9 11-5-1.500-9-5-9-11V9z" fill="#fff"/><circle cx="16" cy="14" r="2.800" fill="#5b4b8a"/><path d="M14.700 15.500h2.600l.900 5.500h-4.400z" fill="#5b4b8a"/></svg>`,
  hexagone: html`<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="6" fill="#0b5d4a"/><path d="M16 5l9.500 5.500v11L16 27l-9.500-5.500v-11z" fill="none" stroke="#fff" stroke-width="2.500"/><circle cx="16" cy="16" r="3.500" fill="#fff"/></svg>`,
};

export const THEMES = {
  proconnect: { mark: 'atelier', name: 'ProConnect', line: 'Atelier — reproduction pour la formation', foot: 'Reproduction pour la formation, sans lien avec le service réel.' },
  fournisseur: { mark: 'fournisseur', name: 'Fournisseur d’identité de l’atelier', line: 'Atelier — comptes de démonstration', foot: 'Fournisseur d’identité fictif, sur cet ordinateur seulement.' },
  hexagone: { mark: 'hexagone', name: 'Hexagone (atelier)', line: 'Plateforme de données — atelier', foot: 'Plateforme fictive, sur cet ordinateur seulement.' },
};

/** Send a page: `theme` is a key of THEMES, `body` comes from `html`. */
export function sendPage(ctx, { theme = 'proconnect', title, body, status = 200, script }) {
  const nonce = randomBytes(16).toString('base64url');
  const { mark, name, line, foot } = THEMES[theme];
  ctx.status = status;
  ctx.type = 'text/html; charset=utf-8';
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Referrer-Policy', 'no-referrer');
  ctx.set('X-Content-Type-Options', 'nosniff');
  ctx.set('Content-Security-Policy', `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; frame-ancestors 'none'`);
  ctx.body = String(html`<!DOCTYPE html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – ${name}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${raw(STYLE)}</style>
</head>
<body class="${theme}">
<header class="top">${MARK[mark]}<div><strong>${name}</strong><span>${line}</span></div></header>
<main>${body}</main>
<footer>${foot}</footer>
${script ? html`<script nonce="${nonce}">${raw(script)}</script>` : ''}
</body>
</html>
`);
}

const ERRORS = {
  invalid_client: 'L’application qui demande la connexion n’est pas connue de ce service.',
  invalid_redirect_uri: 'L’adresse de retour de l’application n’est pas enregistrée auprès de ce service.',
  invalid_request: 'La demande de connexion est incomplète ou incorrecte.',
  server_error: 'Le service a rencontré une erreur technique.',
};

/** What a person is told of an OAuth error that cannot go back to the application. */
export const errorText = ({ error }) => ERRORS[error] ?? 'La connexion n’a pas pu aboutir.';

/** The page of an error that cannot go back to the application; `code` is quoted for support. */
export function errorPage(ctx, status, code, message, { theme = 'proconnect', next } = {}) {
  sendPage(ctx, {
    theme,
    status,
    title: 'Une erreur est survenue',
    body: html`<h1>Une erreur est survenue</h1>
<p>${message}</p>
<p>Revenez à votre application et recommencez la connexion. Si l’erreur persiste, communiquez ce code à l’assistance :</p>
<p><code>${code}</code></p>
${next ?? ''}`,
  });
}
