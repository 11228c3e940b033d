/**
 * The board for browsers: its page, and the files that it loads, which hold nothing of anybody's. All addresses in it
 * are relative, so that they work under whatever prefix an editor's port proxy puts before them.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asData, type Given } from '../../../contract/board.ts'
import { icon, type Page, pageHeaders } from './pages.ts'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.ttf': 'font/ttf',
}
const names = ['board.css', 'board.js', 'browser.css', 'codicon.ttf'] as const

/** Beside the running bundle, in a checkout where it was built. */
const folderOf = (name: string) =>
  [`${name}/`, `../../../../dist/${name}/`, `../${name}/`, `../../../../${name}/`]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path))

interface Asset {
  readonly bytes: Buffer<ArrayBuffer>
  readonly etag: string
  readonly type: string
}
const assets = new Map<string, Asset>()

/** Read when first asked for, and kept: a host lives no longer than what was installed with it. */
function assetNamed(name: string): Asset | undefined {
  if (!names.some((one) => one === name)) return undefined
  const known = assets.get(name)
  if (known) return known
  const folder = folderOf('webview')
  if (!folder) return undefined
  const bytes = readFileSync(`${folder}${name}`)
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  const asset = { bytes, etag, type: types[extname(name)] ?? 'application/octet-stream' }
  assets.set(name, asset)
  return asset
}

export function assetResponse(name: string, ifNoneMatch: string | undefined): Response | undefined {
  const asset = assetNamed(name)
  if (!asset) return undefined
  const headers = {
    'content-type': asset.type,
    etag: asset.etag,
    // Asked again each time, and answered with nothing while it is the same.
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
  }
  if (ifNoneMatch === asset.etag) return new Response(null, { status: 304, headers })
  return new Response(asset.bytes, { headers })
}

/** Texts in the first language of `accepted` that there are texts in; English needs none. */
function textsFor(accepted: string): Pick<Given, 'texts' | 'language'> {
  for (const part of accepted.split(',')) {
    const language = /^\s*([a-z]{2})\b/i.exec(part)?.[1]?.toLowerCase()
    if (language === 'en') break
    const file = language && folderOf('l10n') && `${folderOf('l10n')}bundle.l10n.${language}.json`
    if (language && file && existsSync(file)) return { language, texts: JSON.parse(readFileSync(file, 'utf8')) }
  }
  return { language: 'en', texts: {} }
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  // The icon, and pictures that agents attached.
  "img-src 'self' data:",
  // No way for text to become markup.
  "require-trusted-types-for 'script'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** `name`: the person's, as tasks will show it. `accepted`: the browser's languages. */
export function boardPage(name: string, accepted: string): Page {
  const { texts, language } = textsFor(accepted)
  const given: Given = { store: '', name, texts, language }
  return {
    html: `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="board/browser.css">
<link rel="stylesheet" href="board/board.css">
<title>Baton</title>
</head>
<body>
<div id="page"></div>
<script type="application/json" id="given">${asData(given)}</script>
<script src="board/board.js"></script>
<noscript>The board needs JavaScript.</noscript>
</body>
</html>
`,
    headers: { ...pageHeaders, 'content-security-policy': policy },
  }
}
