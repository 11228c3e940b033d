// `npm run package`: installs what is missing, builds, and makes <name>-<version>.vsix.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build, installPackages, root } from './install.mjs'

try {
  installPackages()
  build()
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const file = `${name}-${version}.vsix`
  // Loads a package, so it can't come before they are installed.
  const { pack } = await import('./pack.mjs')
  pack(join(root, file))
  console.log(`Packed ${file}: ${Math.ceil(statSync(join(root, file)).size / 1024)} KB.`)
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
