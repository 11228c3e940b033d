// `npm run pictures`: draws what the walkthrough and README.md show (media/pictures, media/readme) and what the board's
// look is compared with (test/board/pictures), from the product as it is.
import { join } from 'node:path'
import { build, installPackages, root } from './install.mjs'
import { provideTools } from './tools.mjs'
import { runTests } from './vitest.mjs'

try {
  installPackages()
  provideTools()
  build()
  const { failed } = await runTests(['test/vscode/pictures.test.ts', 'test/board/pictures.test.ts'], {
    BATON_DRAW: join(root, 'media'),
  })
  process.exitCode = failed > 0 ? 1 : 0
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
