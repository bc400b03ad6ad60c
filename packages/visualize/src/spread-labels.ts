interface Cluster {
  readonly members: number[];
  centre: number;
}

/**
 * Moves labels apart along one axis, as little as needed: neighbours end at least `gap` apart, all within `[from, to]`.
 * Labels that would overlap form a cluster around the mean of where they wanted to be. Order is kept; ties keep the input's order.
 * Where `count * gap` exceeds the room, the labels stay `gap` apart and run past `to`.
 */
export function spreadLabels(options: {
  readonly wanted: readonly number[];
  readonly gap: number;
  readonly from: number;
  readonly to: number;
}): number[] {
  const { wanted, gap, from, to } = options;
  const half = (cluster: Cluster): number => ((cluster.members.length - 1) * gap) / 2;
  const centred = (members: number[]): Cluster => {
    const mean = members.reduce((sum, index) => sum + (wanted[index] ?? 0), 0) / members.length;
    const room = ((members.length - 1) * gap) / 2;
    return { members, centre: Math.max(from + room, Math.min(to - room, mean)) };
  };

  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  const clusters: Cluster[] = [];
  for (const index of order) {
    let cluster = centred([index]);
    for (let last = clusters.at(-1); last !== undefined; last = clusters.at(-1)) {
      if (last.centre + half(last) + gap <= cluster.centre - half(cluster)) break;
      clusters.pop();
      cluster = centred([...last.members, ...cluster.members]);
    }
    clusters.push(cluster);
  }

  const placed = wanted.map(() => 0);
  for (const cluster of clusters)
    for (const [place, index] of cluster.members.entries())
      placed[index] = cluster.centre - half(cluster) + place * gap;
  return placed;
}
