/** What stands in the tree. Each node is made once and kept, so that the editor knows it again and keeps its state. */

import type { GroupName } from '../../contract/groups.ts'
import type { Output } from '../../contract/operations/index.ts'
import type { Reader } from './reader.ts'

export type Checkpoint = Output<'list_checkpoints'>['checkpoints'][number]

export interface StoreNode {
  readonly kind: 'store'
  readonly id: string
  readonly reader: Reader
}
export interface GroupNode {
  readonly kind: 'group'
  readonly id: string
  readonly reader: Reader
  readonly group: GroupName
  /** How many of its tasks are shown. */
  shown: number
}
export interface TaskNode {
  readonly kind: 'task'
  readonly id: string
  readonly reader: Reader
  readonly task: string
}
export interface CheckpointNode {
  readonly kind: 'checkpoint'
  readonly id: string
  readonly of: TaskNode
  readonly checkpoint: Checkpoint
}
export interface MoreNode {
  readonly kind: 'more'
  readonly id: string
  readonly of: GroupNode
}
export type Node = StoreNode | GroupNode | TaskNode | CheckpointNode | MoreNode

/** So many rows of a group are shown at first, and more each time. */
export const pageSize = 100

export class Nodes {
  private readonly known = new Map<string, Node>()

  store = (reader: Reader): StoreNode => this.kept({ kind: 'store', id: keyOf(reader), reader })

  group = (reader: Reader, group: GroupName): GroupNode =>
    this.kept({ kind: 'group', id: `${keyOf(reader)}#${group}`, reader, group, shown: pageSize })

  task = (reader: Reader, task: string): TaskNode =>
    this.kept({ kind: 'task', id: `${keyOf(reader)}/${task}`, reader, task })

  checkpoint = (of: TaskNode, checkpoint: Checkpoint): CheckpointNode =>
    this.kept({ kind: 'checkpoint', id: `${of.id}/${checkpoint.number}`, of, checkpoint })

  more = (of: GroupNode): MoreNode => this.kept({ kind: 'more', id: `${of.id}/more`, of })

  private kept<N extends Node>(node: N): N {
    const known = this.known.get(node.id)
    if (known) return known as N
    this.known.set(node.id, node)
    return node
  }
}

const keyOf = ({ connection }: Reader) => connection.place.database
