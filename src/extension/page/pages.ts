/** The pages of tasks that are open in this window, one for each task; those of before a reload come back. */
import { type Disposable, Uri, ViewColumn, type WebviewPanel, window } from 'vscode'
import type { PagePlace, TaskRef } from '../../contract/page.ts'
import { type PanelOptions, TaskPanel } from './panel.ts'

const viewType = 'baton.task'

export class Pages implements Disposable {
  private readonly options: PanelOptions
  private readonly open = new Map<string, WebviewPanel>()
  private readonly serializer: Disposable

  constructor(options: PanelOptions) {
    this.options = options
    this.serializer = window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: async (panel, state: unknown) => {
        if (isPlace(state)) this.fill(panel, state)
        else panel.dispose()
      },
    })
  }

  show({ task, store }: TaskRef): void {
    const known = this.open.get(keyOf({ task, store }))
    if (known) known.reveal()
    else
      this.fill(window.createWebviewPanel(viewType, task, ViewColumn.Active, { enableFindWidget: true }), {
        task,
        store,
      })
  }

  dispose(): void {
    this.serializer.dispose()
    // The panels themselves stay, for the window that comes after a reload.
  }

  private fill(panel: WebviewPanel, { task, store }: TaskRef): void {
    const ref = { task, store }
    panel.iconPath = Uri.joinPath(this.options.extension, 'media', 'icon.png')
    const page = new TaskPanel(panel, ref, this.options)
    this.open.set(keyOf(ref), panel)
    panel.onDidDispose(() => {
      page.dispose()
      if (this.open.get(keyOf(ref)) === panel) this.open.delete(keyOf(ref))
    })
  }
}

const keyOf = ({ task, store }: TaskRef) => `${store}\n${task.toLowerCase()}`

const isPlace = (state: unknown): state is PagePlace => {
  const { task, store } = (state ?? {}) as Partial<PagePlace>
  return typeof task === 'string' && typeof store === 'string'
}
