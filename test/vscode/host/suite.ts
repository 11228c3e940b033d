// What a suite is, and how it gets into the editor: a TypeScript module that exports `tests`, bundled into one file
// whose `run` the editor calls. What happened goes into a file, as the editor's exit code only says whether all passed.
import { writeFileSync } from 'node:fs'
import { format } from 'node:util'

/** Tests by name, run one after the other inside the extension host. */
export type Tests = Record<string, () => void | Promise<void>>

export interface Outcome {
  name: string
  milliseconds: number
  /** The error with its stack; missing where the test passed. */
  error?: string
}

export async function runTests(tests: Tests): Promise<void> {
  const outcomes: Outcome[] = []
  for (const [name, test] of Object.entries(tests)) {
    const started = performance.now()
    const outcome: Outcome = { name, milliseconds: 0 }
    try {
      await within(Number(process.env.BATON_SUITE_TIMEOUT ?? 60_000), test)
    } catch (error) {
      outcome.error = format(error)
    }
    outcome.milliseconds = Math.round(performance.now() - started)
    outcomes.push(outcome)
    console.log(`${outcome.error ? '✗' : '✓'} ${name} (${outcome.milliseconds} ms)`)
    if (outcome.error) console.error(outcome.error)
    writeFileSync(process.env.BATON_SUITE_REPORT ?? '', JSON.stringify(outcomes))
  }
  const failed = outcomes.filter(({ error }) => error).length
  if (failed > 0) throw new Error(`${failed} of ${outcomes.length} failed`)
}

async function within(milliseconds: number, test: () => void | Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`not done within ${milliseconds} ms`)), milliseconds)
  })
  try {
    await Promise.race([test(), late])
  } finally {
    clearTimeout(timer)
  }
}
