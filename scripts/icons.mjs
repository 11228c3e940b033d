// The board's styles carry the editor's icons that the board names, and not the six hundred others (28 KB).
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** For esbuild. `folder`: the sources, in which an icon is named by a literal. */
export const usedIcons = (folder) => ({
  name: 'used icons',
  setup(build) {
    build.onLoad({ filter: /[\\/]codicon\.css$/ }, ({ path }) => {
      const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => join(folder, name))
      const named = new Set(
        sources.flatMap((source) =>
          [...readFileSync(source, 'utf8').matchAll(/(['"])([a-z0-9-]+)\1/g)].map(([, , name]) => name),
        ),
      )
      const rule = /\.codicon-([a-z0-9-]+):before\s*\{[^}]*\}\s*/g
      const contents = readFileSync(path, 'utf8').replace(rule, (all, name) => (named.has(name) ? all : ''))
      return { contents, loader: 'css', watchFiles: sources }
    })
  },
})
