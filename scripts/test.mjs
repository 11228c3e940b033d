// `npm test [-- files]`: installs what is needed, builds, checks and tests; the last line counts it all.
// `npm run check` is the same without installing anything (--as-is).
import { runChecks } from './checks.mjs'
import { installPackages } from './install.mjs'
import { provideTools } from './tools.mjs'
import { runTests } from './vitest.mjs'

const asIs = process.argv.includes('--as-is')
const filters = process.argv.slice(2).filter((argument) => argument !== '--as-is')
const count = { passed: 0, failed: 0 }

function add({ passed, failed }) {
  count.passed += passed
  count.failed += failed
}

try {
  if (!asIs) {
    installPackages()
    provideTools()
  }
  console.log('Checks:')
  add(runChecks())
  const tests = await runTests(filters)
  if (tests.passed + tests.failed === 0)
    throw new Error(`No test ran${filters.length ? `: nothing is named ${filters}` : ''}.`)
  add(tests)
} catch (error) {
  console.error(error.message)
  count.failed++
}
// Written in one go before the process ends, so that nothing can come after it.
process.stdout.write(`\n${count.passed} passed, ${count.failed} failed\n`)
process.exitCode = count.failed > 0 ? 1 : 0
