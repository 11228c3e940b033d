/** The table. MCP tools, REST routes, OpenAPI, the command line and the docs are made from it and from nothing else. */
import type * as z from 'zod'
import type { Operation, Surface } from '../operation.ts'
import * as handoff from './handoff.ts'
import * as history from './history.ts'
import * as notifications from './notifications.ts'
import * as people from './people.ts'
import * as tasks from './tasks.ts'
import * as upkeep from './upkeep.ts'
import * as workers from './workers.ts'

const table = [
  tasks.createTask,
  tasks.addTask,
  tasks.createTasks,
  tasks.getTask,
  tasks.listTasks,
  tasks.getAllTasks,
  tasks.listDependencies,
  tasks.getPlan,
  tasks.updateTask,
  tasks.completeTask,
  tasks.cancelTask,
  handoff.saveCheckpoint,
  handoff.handoffTask,
  handoff.markExhausted,
  handoff.attachArtifact,
  handoff.getArtifact,
  handoff.requestInput,
  handoff.listCheckpoints,
  handoff.listArtifacts,
  workers.getAvailableTasks,
  workers.claimTask,
  workers.claimNextTask,
  workers.heartbeat,
  workers.releaseTask,
  workers.resetFailedTask,
  workers.claimWorkerSlot,
  workers.releaseWorkerSlot,
  workers.getWorkers,
  workers.listClients,
  notifications.triggerNotification,
  history.getHistory,
  people.answerInput,
  people.approve,
  people.reject,
  people.forceRelease,
  people.extendLease,
  people.undo,
  upkeep.backup,
] as const

type Entry = (typeof table)[number]
export type OperationName = Entry['name']
type Named<N extends OperationName> = Extract<Entry, { name: N }>
/** What a use case is given: checked, in one spelling. */
export type Input<N extends OperationName> = z.output<Named<N>['inputSchema']>
export type Output<N extends OperationName> = z.output<Named<N>['outputSchema']>

export const operations: readonly Operation[] = table as unknown as readonly Operation[]
export const operationNamed: ReadonlyMap<string, Operation> = new Map(operations.map((o) => [o.name, o]))
export const operationsOn = (surface: Surface) => operations.filter((o) => o.on.includes(surface))
