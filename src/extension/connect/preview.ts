/** Shows what would be written in the editor's own way: side by side, before anything is. */
import { commands, type Disposable, Uri, window, workspace } from 'vscode'
import type { FileChange } from './clients.ts'

const scheme = 'baton-preview'
const texts = new Map<string, string>()

export const provideFilePreviews = (): Disposable =>
  workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) => texts.get(uri.toString()) ?? '',
  })

/** Opens the changes in one tab. Resolves with what closes it again. */
export async function showChanges(title: string, files: readonly FileChange[]): Promise<() => Promise<void>> {
  const side = (name: 'before' | 'after', { file, [name]: text }: FileChange): Uri | undefined => {
    if (text === undefined) return undefined
    const uri = Uri.from({ scheme, path: Uri.file(file).path, query: name })
    texts.set(uri.toString(), text)
    return uri
  }
  const rows = files.map((change) => [Uri.file(change.file), side('before', change), side('after', change)])
  await commands.executeCommand('vscode.changes', title, rows)
  return async () => {
    texts.clear()
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs).filter(({ label }) => label.startsWith(title))
    await window.tabGroups.close(tabs)
  }
}
