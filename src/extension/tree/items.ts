/** How the nodes of the tree look, and what a screen reader says of them. */
import {
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCheckboxState,
  TreeItemCollapsibleState,
} from 'vscode'
import { type GroupName, groupOf } from '../../contract/groups.ts'
import { settings } from '../settings.ts'
import type { CheckpointNode, GroupNode, MoreNode, StoreNode, TaskNode } from './nodes.ts'
import type { Row } from './rows.ts'
import { ago, described, stateInWords } from './words.ts'

const groupTitles: Record<GroupName, string> = {
  needs: l10n.t('Needs you'),
  progress: l10n.t('In progress'),
  handedOff: l10n.t('Handed off'),
  ready: l10n.t('Ready'),
  blocked: l10n.t('Blocked'),
  done: l10n.t('Done'),
}

const { Collapsed, Expanded, None } = TreeItemCollapsibleState

export function storeItem({ id, reader }: StoreNode): TreeItem {
  const item = new TreeItem(reader.connection.name, Expanded)
  const accessibilityInformation = { label: reader.connection.name }
  return Object.assign(item, {
    id,
    contextValue: 'store',
    iconPath: new ThemeIcon('root-folder'),
    accessibilityInformation,
  })
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

export function taskItem(node: TaskNode, row: Row, now: number, isOpen: boolean): TreeItem {
  const { id } = node
  const item = new TreeItem(row.title, row.started_at ? (isOpen ? Expanded : Collapsed) : None)
  const done = row.status === 'done'
  return Object.assign(item, {
    id,
    contextValue: contextOf(row),
    iconPath: iconOf(row),
    description: described(row, now),
    accessibilityInformation: { label: `${row.task_id}, ${row.title}, ${stateInWords(row, now)}` },
    command: { command: 'baton.openTask', title: l10n.t('Open'), arguments: [node] },
    ...(row.status !== 'cancelled' && {
      checkboxState: {
        state: done ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked,
        tooltip: done ? l10n.t('Done') : l10n.t('Mark as Done'),
        accessibilityInformation: { label: done ? l10n.t('done') : l10n.t('mark as done') },
      },
    }),
  })
}

export function checkpointItem({ id, checkpoint }: CheckpointNode, now: number): TreeItem {
  const { number, agent, at, notes, remaining_steps, automatic } = checkpoint
  const text =
    notes?.split('\n')[0] || remaining_steps?.[0] || (automatic ? l10n.t('Seen, not told') : l10n.t('Checkpoint'))
  const item = new TreeItem(`${number}  ${text}`, None)
  const description = `${agent}, ${ago(at, now)}`
  return Object.assign(item, {
    id,
    contextValue: 'checkpoint',
    description,
    iconPath: new ThemeIcon(automatic ? 'circle-small' : 'circle-small-filled'),
    accessibilityInformation: { label: l10n.t('checkpoint {0} by {1}: {2}', number, description, text) },
  })
}

export function moreItem(node: MoreNode): TreeItem {
  const item = new TreeItem(l10n.t('Show More…'), None)
  return Object.assign(item, {
    id: node.id,
    contextValue: 'more',
    iconPath: new ThemeIcon('ellipsis'),
    command: { command: 'baton.showMore', title: l10n.t('Show More'), arguments: [node] },
  })
}

/** Plain text within Markdown: what an agent wrote is never taken for markup or a link. */
export function tooltipOf(row: Row, now: number): MarkdownString {
  const tip = new MarkdownString()
  const texts = [row.title, `${row.task_id}: ${stateInWords(row, now)}`, row.question?.question, row.error]
  for (const text of texts.filter((one) => one !== undefined)) {
    if (tip.value) tip.appendMarkdown('\n\n')
    // appendText leaves entities alone, so "&lt;" would be read as "<".
    tip.appendText(text.replaceAll('&', '&amp;'))
  }
  return tip
}

/** Words that the menus' conditions look for. */
function contextOf(row: Row): string {
  const { status, waiting_for, current_owner, lease } = row
  const hold = current_owner ? ['held', current_owner === settings.name() && 'mine', lease && 'leased'] : ['free']
  return ['task', status, groupOf(row), waiting_for, ...hold].filter(Boolean).join(' ')
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
