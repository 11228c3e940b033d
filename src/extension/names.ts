/** Names of agents, for a person to choose from. */

/** Those that a person set come first, in that order. Names of several windows of one client are one ("codex#2"). */
export function namesOf(
  set: readonly string[],
  seen: readonly string[],
  not: readonly (string | undefined)[] = [],
): string[] {
  const bare = seen.map((name) => name.replace(/#\d+$/, '')).sort()
  return [...new Set([...set, ...bare])].filter((name) => !not.includes(name))
}
