/**
 * Calls `then` when the process that started this one has gone. npm passes SIGTERM on to the shell between it and us;
 * Debian's dies of it without a word to its child, which would run on for nobody.
 */
export function whenOrphaned(then) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    then()
  }, 200)
  timer.unref()
}
