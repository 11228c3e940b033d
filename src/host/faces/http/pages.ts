/**
 * The plain page that a browser gets to log in. All addresses in it are relative, so that they work under whatever
 * prefix an editor's port proxy puts before them.
 */
import { createHash } from 'node:crypto'

export interface Page {
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
}

const style = `
:root { color-scheme: light dark }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText }
main { max-width: 30rem; padding: 2rem }
svg { width: 2.5rem; height: 2.5rem }
h1 { font-size: 1.4rem; font-weight: 600; margin: .5rem 0 1rem }
p { margin: .75rem 0 }
code { font: .9em ui-monospace, monospace; padding: .1em .35em; border-radius: 4px;
  background: color-mix(in srgb, CanvasText 9%, Canvas) }
a { color: LinkText }
button { font: inherit; padding: .35rem 1rem; margin-top: .5rem; cursor: pointer }
#wrong:empty { display: none }
`

const svg = (attributes: string) =>
  `<svg viewBox="0 0 24 24" fill="none" stroke-width="1.5" ${attributes}><g transform="rotate(-45 12 12)"><rect x=".25" y="9" width="23.5" height="6" rx="3"/><path fill="currentColor" stroke="none" d="M5.75 9h3v6h-3zM15.25 9h3v6h-3z"/></g></svg>`
const mark = svg('stroke="currentColor" aria-hidden="true"')
// A tab's colour is not known; this grey stands on light and dark.
export const icon = `data:image/svg+xml,${encodeURIComponent(
  svg('xmlns="http://www.w3.org/2000/svg" stroke="gray" color="gray"'),
)}`

/**
 * Redeems the code in the address. Without one it asks whether this browser is logged in all the same: one that came by
 * a link from elsewhere does not show a SameSite=Strict cookie until a page of the site itself asks. Whoever came for a
 * place on the board (#/board/T-1) gets there in the end, also by a login in another tab.
 */
const logIn = `
const place = location.hash.startsWith('#/') ? location.hash : ''
const code = place ? '' : location.hash.slice(1)
const logins = new BroadcastChannel('login')
const wrong = document.getElementById('wrong')
const enter = () => {
  logins.postMessage('in')
  location.replace('./' + (sessionStorage.getItem('place') ?? ''))
  sessionStorage.removeItem('place')
}
logins.onmessage = () => location.reload()
if (place) sessionStorage.setItem('place', place)
if (code) {
  history.replaceState(null, '', 'login')
  fetch('login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) })
    .then(async (answer) => {
      if (answer.ok) return enter()
      wrong.textContent = (await answer.json()).detail
    })
    .catch(() => { wrong.textContent = 'Baton does not answer. Is it running?' })
} else if (location.search !== '?again') {
  fetch('session').then((answer) => { if (answer.ok) location.replace('./?again' + place) }).catch(() => {})
}
addEventListener('hashchange', () => location.reload())
`

/** Of each page; its policy comes on top. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
  // The same address shows another page once the cookie is there.
  vary: 'Cookie',
}

export const loginPage = page(
  'Log in to Baton',
  `<p>This browser is not logged in to this folder’s Baton.</p>
<p>In a terminal, in the project’s folder, run <code>baton open</code>.<br>
In the editor, choose “Baton: Open in Browser”.</p>
<p id="wrong" role="alert"></p>
<noscript><p>Logging in needs JavaScript.</p></noscript>`,
  logIn,
)

function page(title: string, body: string, script: string): Page {
  const csp = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "connect-src 'self'",
    // The icon, which lies in the page itself.
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="${icon}">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
${mark}
<h1>${title}</h1>
${body}
</main>
<script type="module">${script}</script>
</body>
</html>
`,
    headers: { ...pageHeaders, 'content-security-policy': csp.join('; ') },
  }
}

/** What may run is named by its content, so that nothing that ever got into the page could. */
function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
