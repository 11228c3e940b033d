/** Whether product version `one` came after `other`; by their numbers, what follows a hyphen comes before. */
export function isNewer(one: string, other: string): boolean {
  const [a, b] = [parts(one), parts(other)]
  for (let at = 0; at < Math.max(a.numbers.length, b.numbers.length); at++) {
    const difference = (a.numbers[at] ?? 0) - (b.numbers[at] ?? 0)
    if (difference !== 0) return difference > 0
  }
  if (a.before === b.before) return false
  return a.before === '' || (b.before !== '' && a.before > b.before)
}

function parts(version: string) {
  const [numbers = '', ...before] = version.split('+', 1)[0]?.split('-') ?? []
  return { numbers: numbers.split('.').map((part) => Number.parseInt(part, 10) || 0), before: before.join('-') }
}
