/** The boards and the tasks' pages that are open in this window, one for each; those of before a reload come back. */
import { type Disposable, l10n, Uri, ViewColumn, type WebviewPanel, window } from 'vscode'
import { BoardPanel, type PanelOptions, type Shown } from './panel.ts'

/** Two kinds, so that the editor can tell a board from a page. */
const boardType = 'baton.board'
const taskType = 'baton.task'

export class Panels implements Disposable {
  private readonly options: PanelOptions
  private readonly open = new Map<string, WebviewPanel>()
  private readonly serializers: Disposable[]

  constructor(options: PanelOptions) {
    this.options = options
    this.serializers = [boardType, taskType].map((viewType) =>
      window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: async (panel, state: unknown) => {
          if (isShown(state)) this.fill(panel, state)
          else panel.dispose()
        },
      }),
    )
  }

  show({ store, task }: Shown): void {
    const shown: Shown = { store, ...(task !== undefined && { task }) }
    const known = this.open.get(keyOf(shown))
    if (known) {
      known.reveal()
      return
    }
    const panel = window.createWebviewPanel(
      task === undefined ? boardType : taskType,
      task ?? l10n.t('Board'),
      ViewColumn.Active,
      { enableFindWidget: true },
    )
    this.fill(panel, shown)
  }

  dispose(): void {
    for (const serializer of this.serializers) serializer.dispose()
    // The panels themselves stay, for the window that comes after a reload.
  }

  private fill(panel: WebviewPanel, { store, task }: Shown): void {
    const shown: Shown = { store, ...(task !== undefined && { task }) }
    panel.iconPath = Uri.joinPath(this.options.extension, 'media', 'icon.png')
    const board = new BoardPanel(panel, shown, this.options)
    this.open.set(keyOf(shown), panel)
    panel.onDidDispose(() => {
      board.dispose()
      if (this.open.get(keyOf(shown)) === panel) this.open.delete(keyOf(shown))
    })
  }
}

const keyOf = ({ store, task = '' }: Shown) => `${store}\n${task.toLowerCase()}`

const isShown = (state: unknown): state is Shown => {
  const { task, store } = (state ?? {}) as Partial<Shown>
  return typeof store === 'string' && (task === undefined || typeof task === 'string')
}
