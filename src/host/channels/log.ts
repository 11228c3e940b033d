/** The channel that is always there: one line of the host's log, for whoever watches that. */
import type { Channel } from '../../core/ports.ts'
import type { Log } from '../log.ts'

/** The task's id only: logs are read by more people than boards are. */
export const logChannel = (log: Log): Channel => ({
  name: 'log',
  async deliver({ task, by }) {
    log.info('notification', { task_id: task.id, channel: 'log', by })
  },
})
