import type { BenchClient } from './clients/client.ts'
import type { Contender } from './measure.ts'

let count = 0

/** A task as agents write them: a line of title, a paragraph of description. All contenders get the same. */
export const aTask = () => ({
  title: `Parse the settings file ${++count}`,
  description:
    'Read the file at start and on change. Unknown keys are refused by name with the nearest known one; a file that ' +
    'cannot be read leaves the settings that were in force, and says so once. Cover both with tests.',
  priority: 'normal',
  labels: ['settings'],
})

/** Every client creates one task after the other. */
export const creating = (clients: BenchClient[]): Contender => ({
  clients: clients.map((client) => () => client.call('create_task', aTask())),
})
