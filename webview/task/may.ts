/** Which actions a task's page offers. The host has the last word; this only keeps what it would refuse out of sight. */
import type { TaskPicture } from '../data/picture.ts'

export function may({ status, ready, current_owner }: Pick<TaskPicture['task'], 'status' | 'ready' | 'current_owner'>) {
  const isOpen = status !== 'done' && status !== 'cancelled'
  const isTakeable = status === 'handoff_ready' || status === 'agent_exhausted' || (status === 'open' && ready)
  return {
    isOpen,
    isHeld: current_owner !== undefined,
    canClaim: isTakeable && current_owner === undefined,
    canReset: status === 'failed',
  }
}
