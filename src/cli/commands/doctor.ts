import { doctorChecks, healthChecks } from '../checks.ts'
import type { Command } from '../commands.ts'
import { readFlags } from '../flags.ts'
import { report } from '../report.ts'

/** Looks first, then tries. Exit code 0 when nothing is wrong. */
export const doctor: Command = async (argv) => {
  const flags = readFlags(argv)
  const place = flags.place()
  const looked = await Promise.all(doctorChecks(place))
  return report([...looked, ...(await Promise.all(healthChecks(place)))], flags.on('json'))
}
