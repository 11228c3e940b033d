/** The table of commands: what stands in the manifest, and what it does. */
import { commands, Disposable, l10n, window } from 'vscode'
import { connectClient } from '../connect/flow.ts'
import { answer, approve, reject } from './deciding.ts'
import { backup, exportTasks, importTasks, restore } from './keeping.ts'
import { cancel, extendLease, forceRelease, redirect } from './overruling.ts'
import { copyBrief, openArtifact, openBoard, openTask, resume, showMore } from './reading.ts'
import { addSampleTasks, getStarted, removeSampleTasks } from './sample.ts'
import { Dismissed, type Handler, type Scope } from './scope.ts'
import { doctor, openInBrowser, restart, showLog, start, stop, useWithoutFolder } from './serving.ts'
import { newTaskFromTodo, offerForTodos } from './todo.ts'
import { claim, complete, handOff, newTask, newTaskFromSelection, release, reset, saveCheckpoint } from './working.ts'

const table: Readonly<Record<string, Handler>> = {
  'baton.newTask': newTask,
  'baton.newTaskFromSelection': newTaskFromSelection,
  'baton.newTaskFromTodo': newTaskFromTodo,
  'baton.claim': claim,
  'baton.saveCheckpoint': saveCheckpoint,
  'baton.handOff': handOff,
  'baton.complete': complete,
  'baton.release': release,
  'baton.reset': reset,
  'baton.forceRelease': forceRelease,
  'baton.extendLease': extendLease,
  'baton.redirect': redirect,
  'baton.cancel': cancel,
  'baton.answer': answer,
  'baton.approve': approve,
  'baton.reject': reject,
  'baton.openBoard': openBoard,
  'baton.openTask': openTask,
  'baton.resume': resume,
  'baton.copyBrief': copyBrief,
  'baton.openArtifact': openArtifact,
  'baton.showMore': showMore,
  'baton.start': start,
  'baton.stop': stop,
  'baton.useWithoutFolder': useWithoutFolder,
  'baton.restart': restart,
  'baton.backup': backup,
  'baton.restore': restore,
  'baton.export': exportTasks,
  'baton.import': importTasks,
  'baton.doctor': doctor,
  'baton.openInBrowser': openInBrowser,
  'baton.showLog': showLog,
  'baton.connectClient': connectClient,
  'baton.addSampleTasks': addSampleTasks,
  'baton.removeSampleTasks': removeSampleTasks,
  'baton.getStarted': getStarted,
}

export function registerCommands(scope: Scope): Disposable {
  return Disposable.from(
    offerForTodos(scope),
    ...Object.entries(table).map(([id, handler]) =>
      commands.registerCommand(id, (argument: unknown) => attempt(scope, () => handler(scope, argument))),
    ),
  )
}

/** Runs what a person asked for. A refusal is told in its own words, which say what to do. */
export async function attempt({ log }: Pick<Scope, 'log'>, work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof Dismissed) return
    const message = error instanceof Error ? error.message : String(error)
    log.error(message)
    const show = l10n.t('Show Log')
    // Whoever asked goes on; the message stays for as long as the person likes.
    window.showErrorMessage(message, show).then((chosen) => chosen === show && log.show())
  }
}
