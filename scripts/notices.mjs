// What the licences of bundled packages ask for: each one's name, version and licence, in one file beside the bundles.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './install.mjs'

/** The packages that went into builds, by esbuild's metafiles, as one text. Throws for one that names no licence. */
export function noticesOf(metafiles, others = []) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
    ),
  )
  const folders = new Set([
    ...inputs.map(([path]) => folderOf(path)).filter(Boolean),
    ...others.map((name) => join('node_modules', name)),
  ])
  return `${[...folders]
    .map(noticeOf)
    .sort()
    .join(`\n${'-'.repeat(80)}\n\n`)}`
}

/** A package may lie in another's node_modules. */
const folderOf = (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path.replace(/^.*:/, ''))?.[0]

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry))
  if (!license && !file) throw new Error(`${name} names no licence, so it can't be shipped.`)
  const text = file && existsSync(join(root, folder, file)) ? readFileSync(join(root, folder, file), 'utf8').trim() : ''
  return `${name} ${version} (${license ?? 'see below'})\n${text ? `\n${text.replaceAll('\r', '')}\n` : ''}`
}
