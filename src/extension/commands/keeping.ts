/** Commands that carry a whole store: out, in, and back to where it was. The command line does the work. */
import { existsSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { l10n, ProgressLocation, Uri, window } from 'vscode'
import { backupsOf } from '../backups.ts'
import { runBaton } from '../cli.ts'
import type { Connection } from '../connection.ts'
import { chooseStore, Dismissed, given, type Handler, type Scope } from './scope.ts'

export const backup: Handler = async (scope, argument) => {
  const connection = await chooseStore(scope, argument)
  const { path, bytes } = await connection.call('backup', {})
  window.showInformationMessage(l10n.t('Backed up to {0} ({1}, checked).', path, sizeOf(bytes)))
}

export const exportTasks: Handler = async (scope, argument) => {
  const connection = await chooseStore(scope, argument)
  const { place } = connection
  const day = new Date().toISOString().slice(0, 10)
  const target = given(
    await window.showSaveDialog({
      title: l10n.t('Export Tasks'),
      saveLabel: l10n.t('Export'),
      defaultUri: Uri.file(join(place.workspace ?? dirname(place.database), `baton-tasks-${day}.jsonl`)),
      filters: kinds(),
    }),
  )
  const file = pathOf(target)
  // The dialog has asked whether to replace what is there; until all is written it stays.
  const part = `${file}.part-${process.pid}`
  try {
    const { tasks, checkpoints } = await counted(scope, connection, l10n.t('Exporting tasks'), ['export', part])
    renameSync(part, file)
    window.showInformationMessage(l10n.t('Exported {0} to {1}.', inWords(tasks, checkpoints), file))
  } finally {
    rmSync(part, { force: true })
  }
}

export const importTasks: Handler = async (scope, argument) => {
  const connection = await chooseStore(scope, argument)
  const [source] = given(
    await window.showOpenDialog({
      title: l10n.t('Import Tasks'),
      openLabel: l10n.t('Import'),
      canSelectMany: false,
      filters: kinds(),
    }),
  )
  if (!source) throw new Dismissed()
  const file = pathOf(source)
  const yes = l10n.t('Import')
  const question = l10n.t('Import {0}? Its tasks take the place of all that are here.', basename(file))
  const detail = l10n.t('What is here now is backed up first, and can be put back by "Restore from a Backup".')
  given(await window.showWarningMessage(question, { modal: true, detail }, yes))
  const words = ['import', file, '--replace']
  const { tasks, checkpoints } = await counted(scope, connection, l10n.t('Importing tasks'), words)
  window.showInformationMessage(l10n.t('Imported {0} from {1}.', inWords(tasks, checkpoints), basename(file)))
}

export const restore: Handler = async (scope, argument) => {
  const connection = await chooseStore(scope, argument)
  const { place } = connection
  const items = backupsOf(place).map(({ file, bytes, at, kind }) => ({
    label: at.toLocaleString(),
    description: kind === 'backup' ? sizeOf(bytes) : l10n.t('{0}, set aside by a restore', sizeOf(bytes)),
    detail: basename(file),
    file,
  }))
  if (items.length === 0) {
    window.showInformationMessage(l10n.t('There is no backup yet. "Back Up Tasks" makes one in {0}.', place.backups))
    throw new Dismissed()
  }
  const placeHolder = l10n.t('Put back which backup? Newest first.')
  const { label, file } = given(await window.showQuickPick(items, { placeHolder, matchOnDetail: true }))
  const yes = l10n.t('Restore')
  const question = l10n.t('Put back the backup of {0}?', label)
  const detail = l10n.t(
    'What changed since then goes out of sight. It is not deleted: a copy is kept beside the database.',
  )
  given(await window.showWarningMessage(question, { modal: true, detail }, yes))
  const said = JSON.parse(await working(scope, connection, l10n.t('Restoring tasks'), ['restore', file])) as {
    aside?: string
  }
  const kept = said.aside ? l10n.t('What was there is kept as {0}.', said.aside) : ''
  window.showInformationMessage(`${l10n.t('The tasks are as they were on {0}.', label)} ${kept}`.trim())
}

interface Counts {
  readonly tasks: number
  readonly checkpoints: number
}

const counted = async (scope: Scope, connection: Connection, title: string, words: string[]) =>
  JSON.parse(await working(scope, connection, title, words)) as Counts

/** The host steps aside while a store is replaced; afterwards this window looks at what is there now. */
function working({ servers }: Scope, connection: Connection, title: string, words: string[]): Thenable<string> {
  return window.withProgress({ location: ProgressLocation.Window, title }, async () => {
    const begun = existsSync(connection.place.database)
    // A host that is just starting has the store already, and could not be asked to step aside.
    if (connection.state.kind === 'connecting') await connection.start({ asked: false }).catch(() => {})
    try {
      return await runBaton(servers, connection, [...words, '--json'])
    } finally {
      if (begun || existsSync(connection.place.database)) await connection.start({ asked: true }).catch(() => {})
    }
  })
}

const inWords = (tasks: number, checkpoints: number) =>
  [
    tasks === 1 ? l10n.t('1 task') : l10n.t('{0} tasks', tasks),
    ...(checkpoints > 0 ? [checkpoints === 1 ? l10n.t('1 checkpoint') : l10n.t('{0} checkpoints', checkpoints)] : []),
  ].join(', ')

const kinds = () => ({ [l10n.t('JSON Lines')]: ['jsonl', 'ndjson', 'json'] })

const sizeOf = (bytes: number) =>
  bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`

function pathOf(uri: Uri): string {
  if (uri.scheme === 'file') return uri.fsPath
  throw new Error(l10n.t('Choose a file on the machine where Baton runs; {0} is elsewhere.', uri.toString(true)))
}
