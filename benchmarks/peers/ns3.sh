#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The model of a plain NIC against ns-3 of the distribution: one queue, one link of 100 Gbit/s, the same load. Rounds
# of ours, ns-3, ns-3, ours, by processor time, and the ratio of packets a second: median, least and most of the
# rounds. Knobs: ROUNDS, PACKETS (of a run), LOAD, JAR (benchmarks.jar), JAVA25_HOME, CPU, INSTALL=0.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
ROUNDS=${ROUNDS:-5} PACKETS=${PACKETS:-2000000} LOAD=${LOAD:-0.9}
JAR=${JAR:-$HERE/../target/benchmarks.jar}
JAVA=$("$HERE/../../ringlane" --java-home)/bin/java
[ -r "$JAR" ] || cannot "there is no $JAR; build it with mvn package"
need g++ make libns3-dev
build ns3link
ours=("$JAVA" "@$HERE/../../.mvn/engine.jvmflags" -cp "$JAR" io.ringlane.bench.model.PlainNicMain)

version=$(dpkg-query -W -f '${Version}' libns3-dev)
echo "# packets a second of processor time, load $LOAD, $PACKETS packets a run; ns-3 $version"
for traffic in cbr mix; do
  for ((k = 0; k < ROUNDS; k++)); do
    for who in ours ns3 ns3 ours; do
      run=("$WORK/ns3link")
      [ $who = ns3 ] || run=("${ours[@]}")
      line=$(measured "${run[@]}" $traffic "$LOAD" "$PACKETS")
      printf '%s %s %s %s\n' $traffic "$k" $who "$line"
    done
  done
done | awk '{
    rate = $4 / $8; lost[$1, $3] = $5 / ($4 + $5); rounds[$1] = $2 + 1
    sum[$1, $2, $3] += rate / 2; all[$1, $3] += rate / 2
  } END {
    for (t in rounds) {
      n = rounds[t]
      for (k = 0; k < n; k++) r[k] = sum[t, k, "ours"] / sum[t, k, "ns3"]
      for (i = 1; i < n; i++)
        for (j = i; j > 0 && r[j] < r[j - 1]; j--) {x = r[j]; r[j] = r[j - 1]; r[j - 1] = x}
      printf "%-4s ours %8.0f  ns-3 %8.0f  ratio %.1f [%.1f to %.1f, n=%d]  lost %.5f and %.5f\n", t,
        all[t, "ours"] / n, all[t, "ns3"] / n, r[int(n / 2)], r[0], r[n - 1], n, lost[t, "ours"], lost[t, "ns3"]
    }
  }' | sort
