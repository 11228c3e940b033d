// `npm run soak [-- files]`: what `npm test` does a few times, done often. Takes hours on a small machine.
import { build, installPackages } from './install.mjs'
import { provideTools } from './tools.mjs'
import { runTests } from './vitest.mjs'

/** How often, for the tests that ask. */
const rounds = {
  BATON_SOAK: '1',
  BATON_KILL_ROUNDS: '300',
  BATON_FAULT_ROUNDS: '100',
  BATON_POWER_IMAGES: '800',
  BATON_ELECTION_ROUNDS: '200',
  BATON_FENCE_ROUNDS: '40',
  BATON_DISTURBANCES: '400',
  BATON_DAY_SECONDS: '1200',
  BATON_CROWD_ROUNDS: '200',
  BATON_RACE_ROUNDS: '3000',
  BATON_FUZZ_RUNS: '20000',
}

try {
  installPackages()
  provideTools()
  build()
  const timeout = '--test-timeout=14400000'
  const { passed, failed } = await runTests([timeout, ...process.argv.slice(2)], rounds, 24 * 3_600_000)
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
