import { healthChecks } from '../checks.ts'
import type { Command } from '../commands.ts'
import { readFlags } from '../flags.ts'
import { report } from '../report.ts'

/** Exit code 0 when all of it works. */
export const health: Command = async (argv) => {
  const flags = readFlags(argv)
  return report(await Promise.all(healthChecks(flags.place())), flags.on('json'))
}
