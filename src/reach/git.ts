/** How git is asked about a folder that somebody else may have prepared: it runs nothing and waits for nobody. */

/** No hook, no file-system monitor, no pager. Before git's own command. */
export const safeArguments = ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null']

/** No lock taken, no question asked, answers in one language. */
export const quietGit = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
