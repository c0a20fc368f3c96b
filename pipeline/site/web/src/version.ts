// Versions are compared by their numbers: as text `6.1.7600.9` would be more than `6.1.7600.20667`.

export function parts(version: string): number[] {
  return (version.match(/\d+/g) ?? []).map(Number);
}

/** Less than 0 where `left` is older. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [parts(left), parts(right)];
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? -1) - (b[at] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
