/** The frame of a board: nothing is loaded but what ships with the extension, and nothing runs but its one script. */
import { randomBytes } from 'node:crypto'
import { env, l10n, Uri, type Webview } from 'vscode'
import { asData, type Given } from '../../contract/board.ts'
import { settings } from '../settings.ts'

export const rootOf = (extension: Uri) => Uri.joinPath(extension, 'dist', 'webview')

export function html(webview: Webview, extension: Uri, of: Pick<Given, 'store' | 'task' | 'views'>): string {
  const nonce = randomBytes(16).toString('base64url')
  const source = (name: string) => webview.asWebviewUri(Uri.joinPath(rootOf(extension), name)).toString()
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    // No sheet or script of another origin, and no way for text to become markup.
    "require-trusted-types-for 'script'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ')
  const given: Given = {
    ...of,
    name: settings.name(),
    editor: true,
    lease_seconds: settings.leaseMinutes() * 60,
    texts: l10n.bundle ?? {},
    language: env.language,
  }
  return `<!DOCTYPE html>
<html lang="${env.language.replace(/[^\w-]/g, '')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${source('board.css')}">
</head>
<body>
<div id="page"></div>
<script type="application/json" id="given">${asData(given)}</script>
<script nonce="${nonce}" src="${source('board.js')}"></script>
</body>
</html>`
}
