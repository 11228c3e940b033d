/** How the nodes of the tree look, and what a screen reader says of them. */
import {
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCheckboxState,
  TreeItemCollapsibleState,
} from 'vscode'
import { groupOf, groupTitles, type Row } from './groups.ts'
import type { CheckpointNode, GroupNode, MoreNode, StoreNode, TaskNode } from './nodes.ts'
import { ago, described, stateInWords } from './words.ts'

const { Collapsed, Expanded, None } = TreeItemCollapsibleState

export function storeItem({ id, reader }: StoreNode): TreeItem {
  const item = new TreeItem(reader.connection.name, Expanded)
  return Object.assign(item, { id, contextValue: 'store', iconPath: new ThemeIcon('root-folder') })
}

export function groupItem({ id, group, reader }: GroupNode): TreeItem {
  const item = new TreeItem(groupTitles[group], group === 'blocked' || group === 'done' ? Collapsed : Expanded)
  const count = `${reader.board.count(group)}${group === 'done' && reader.hasOlder ? '+' : ''}`
  return Object.assign(item, {
    id,
    contextValue: `group ${group}`,
    description: count,
    accessibilityInformation: { label: `${groupTitles[group]}, ${count}` },
  })
}

export function taskItem(node: TaskNode, row: Row, now: number): TreeItem {
  const { id } = node
  const item = new TreeItem(row.title, row.started_at ? Collapsed : None)
  const done = row.status === 'done'
  return Object.assign(item, {
    id,
    contextValue: contextOf(row),
    iconPath: iconOf(row),
    description: described(row, now),
    accessibilityInformation: { label: `${row.task_id}, ${row.title}, ${stateInWords(row, now)}` },
    command: { command: 'baton.openTask', title: 'Open', arguments: [node] },
    ...(row.status !== 'cancelled' && {
      checkboxState: {
        state: done ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked,
        tooltip: done ? 'Done' : 'Mark as Done',
        accessibilityInformation: { label: done ? 'done' : 'mark as done' },
      },
    }),
  })
}

export function checkpointItem({ id, checkpoint }: CheckpointNode, now: number): TreeItem {
  const { number, agent, at, notes, remaining_steps, automatic } = checkpoint
  const text = notes?.split('\n')[0] || remaining_steps?.[0] || (automatic ? 'Seen, not told' : 'Checkpoint')
  const item = new TreeItem(`${number}  ${text}`, None)
  const description = `${agent}, ${ago(at, now)}`
  return Object.assign(item, {
    id,
    contextValue: 'checkpoint',
    description,
    iconPath: new ThemeIcon(automatic ? 'circle-small' : 'circle-small-filled'),
    accessibilityInformation: { label: `checkpoint ${number} by ${description}: ${text}` },
  })
}

export function moreItem(node: MoreNode): TreeItem {
  const item = new TreeItem('Show More…', None)
  return Object.assign(item, {
    id: node.id,
    contextValue: 'more',
    iconPath: new ThemeIcon('ellipsis'),
    command: { command: 'baton.showMore', title: 'Show More', arguments: [node] },
  })
}

/** Plain text within Markdown: what an agent wrote is never taken for markup or a link. */
export function tooltipOf(row: Row, now: number): MarkdownString {
  const tip = new MarkdownString()
  tip.appendText(row.title)
  tip.appendMarkdown('\n\n')
  tip.appendText(`${row.task_id}: ${stateInWords(row, now)}`)
  for (const text of [row.question?.question, row.error]) {
    if (!text) continue
    tip.appendMarkdown('\n\n')
    tip.appendText(text)
  }
  return tip
}

/** Words that the menus' conditions look for. */
function contextOf(row: Row): string {
  const { status, waiting_for, current_owner } = row
  return ['task', status, groupOf(row), waiting_for, current_owner ? 'held' : 'free'].filter(Boolean).join(' ')
}

function iconOf(row: Row): ThemeIcon {
  const [mark, colour] = marks[row.status === 'open' && groupOf(row) === 'blocked' ? 'blocked' : row.status]
  return new ThemeIcon(`baton-${mark}`, colour ? new ThemeColor(colour) : undefined)
}

/** The marks of media/marks, one shape for each state; colour only underlines it. */
const marks: Record<Row['status'] | 'blocked', [mark: string, colour?: string]> = {
  open: ['ready'],
  blocked: ['blocked'],
  in_progress: ['progress', 'charts.blue'],
  input_required: ['needs', 'list.warningForeground'],
  handoff_ready: ['handoff', 'charts.purple'],
  agent_exhausted: ['handoff', 'charts.purple'],
  done: ['done', 'charts.green'],
  failed: ['failed', 'charts.red'],
  cancelled: ['cancelled'],
}
