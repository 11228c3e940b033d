import type { Check } from './checks.ts'

/** Prints what was found. Returns the exit code. */
export function report(checks: readonly Check[], json: boolean): number {
  const ok = checks.every((check) => check.ok)
  if (json) process.stdout.write(`${JSON.stringify({ ok, checks })}\n`)
  else {
    for (const { what, ok, says } of checks) process.stdout.write(`${ok ? 'ok   ' : 'WRONG'}  ${what}: ${says}\n`)
    process.stdout.write(ok ? 'Everything works.\n' : 'Something is wrong; see the lines above.\n')
  }
  return ok ? 0 : 1
}
