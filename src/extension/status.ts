/** One item in the status bar: how things stand, and the way on at a click. */
import { type Disposable, l10n, StatusBarAlignment, ThemeColor, window } from 'vscode'
import type { Servers } from './server.ts'
import type { WindowState } from './state.ts'

export interface Counts {
  readonly running: number
  readonly needing: number
}

interface Look {
  readonly text: string
  readonly tooltip: string
  readonly command: string
  readonly warns?: boolean
}

const looks: Record<WindowState, Look> = {
  noFolder: {
    text: l10n.t('Off'),
    tooltip: l10n.t('Baton keeps tasks beside your code. Open a folder to begin.'),
    command: 'vscode.openFolder',
  },
  untrusted: {
    text: l10n.t('Off'),
    tooltip: l10n.t('You have not trusted this folder, so the task server is off.'),
    command: 'workbench.trust.manage',
  },
  readOnly: {
    text: l10n.t('Read-only'),
    tooltip: l10n.t('Baton cannot write to this folder. Make it writable, then click to start.'),
    command: 'baton.start',
    warns: true,
  },
  off: { text: 'Baton', tooltip: l10n.t('Show the tasks of this folder.'), command: 'baton.tasks.focus' },
  connecting: { text: 'Baton', tooltip: l10n.t('Connecting to the task server.'), command: 'baton.showLog' },
  up: { text: 'Baton', tooltip: l10n.t('Show the tasks of this folder.'), command: 'baton.tasks.focus' },
  stopped: {
    text: l10n.t('Baton stopped'),
    tooltip: l10n.t('The task server was stopped. Nothing is lost. Click to start it again.'),
    command: 'baton.start',
    warns: true,
  },
  down: {
    text: l10n.t('Baton stopped'),
    tooltip: l10n.t('The task server does not answer. Nothing is lost. Click to start it again.'),
    command: 'baton.start',
    warns: true,
  },
}

export function showStatus(servers: Servers, counts: { readonly value: Counts; onDidChange: Servers['onDidChange'] }) {
  const item = window.createStatusBarItem('baton.status', StatusBarAlignment.Left, 10)
  item.name = 'Baton'
  const update = () => {
    const state = servers.state
    const { text, tooltip, command, warns } = looks[state]
    const told = state === 'up' ? countsAsText(counts.value) : undefined
    item.text = `${state === 'connecting' ? '$(sync)' : '$(baton-logo)'} ${told ?? text}`
    item.tooltip = `${tooltip}${reasons(servers)}`
    item.command = command
    item.backgroundColor = warns ? new ThemeColor('statusBarItem.warningBackground') : undefined
    item.accessibilityInformation = { label: `Baton: ${told ?? text}`, role: 'button' }
    item.show()
  }
  const listening: Disposable[] = [servers.onDidChange(update), counts.onDidChange(update), item]
  update()
  return { dispose: () => listening.forEach((disposable) => void disposable.dispose()) }
}

const reasons = ({ connections }: Servers) =>
  connections.map(({ name, state }) => (state.kind === 'down' ? `\n${name}: ${state.why}` : '')).join('')

function countsAsText({ running, needing }: Counts): string | undefined {
  const parts = [
    ...(running > 0 ? [l10n.t('{0} running', running)] : []),
    ...(needing > 0 ? [needing === 1 ? l10n.t('1 needs you') : l10n.t('{0} need you', needing)] : []),
  ]
  return parts.length > 0 ? parts.join(', ') : undefined
}
