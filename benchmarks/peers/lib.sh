# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Shared by the scripts of this folder; sourced. Knobs from the environment: CPU (the measured one), RUNS (that
# count, a row), MS (of a run), SIZES (Ethernet frames without FCS), SAS, HUGE (2 MiB pages to ask for), WORK
# (folder), INSTALL=0 (never install).
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
CPU=${CPU:-1} RUNS=${RUNS:-5} MS=${MS:-30} HUGE=${HUGE:-512} INSTALL=${INSTALL:-1}
SIZES=${SIZES:-64 512 1420} SAS=${SAS:-1 64 4096}
WORK=${WORK:-$HERE/../target/peers}
mkdir -p "$WORK"
WORK=$(cd "$WORK" && pwd -P)
OTHER=$((CPU == 0 ? 1 : 0))
[ "$(nproc --all)" -gt 1 ] || OTHER=$CPU
# Everything but the measured command stays off its core.
taskset -pc "$OTHER" $$ > /dev/null 2>&1 || true
export CPU RUNS MS SIZES SAS HUGE WORK INSTALL

# Why this peer cannot run: one line, exit 3. run.sh repeats it in its report.
cannot() {
  printf 'cannot: %s\n' "$*" >&2
  exit 3
}

# need PACKAGE... : installs what is missing from the distribution's packages, or says what could not be.
need() {
  local package missing=()
  for package in "$@"; do dpkg -s "$package" > /dev/null 2>&1 || missing+=("$package"); done
  ((${#missing[@]})) || return 0
  command -v apt-get > /dev/null || cannot "packages ${missing[*]} are missing and there is no apt-get"
  ((INSTALL)) || cannot "packages ${missing[*]} are missing and installing is switched off"
  ((EUID == 0)) || cannot "packages ${missing[*]} are missing and only root can install them"
  local log=$WORK/install.log
  local apt=(apt-get -o DPkg::Lock::Timeout=300 -q)
  export DEBIAN_FRONTEND=noninteractive
  { "${apt[@]}" update && "${apt[@]}" install -y --no-install-recommends "${missing[@]}"; } \
    > "$log" 2>&1 < /dev/null \
    || cannot "packages ${missing[*]} could not be installed: $(grep -m1 '^E:' "$log" || tail -n 1 "$log")"
}

# Reserves huge pages and sets EAL, DPDK's memory options; without huge pages it runs on small ones and says so.
huge() {
  local pages=/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages
  if ((HUGE > 0)) && [ -r $pages ]; then
    (($(cat $pages) >= HUGE)) || echo "$HUGE" 2> /dev/null > $pages || true
  fi
  if ((HUGE > 0)) && [ -r $pages ] && (($(cat $pages) >= HUGE)); then
    EAL=(--in-memory)
  else
    EAL=(--no-huge -m 1024)
    echo "# no $HUGE huge pages: DPDK runs on small pages, which is slower" >&2
  fi
  EAL+=(--no-pci --no-telemetry)
}

# build TARGET : the C program of the Makefile.
build() {
  make -s -C "$HERE" O="$WORK" "$WORK/$1" > "$WORK/build-$1.log" 2>&1 \
    || cannot "$1 cannot be built: $(grep -m1 -iE 'error' "$WORK/build-$1.log" || tail -n 1 "$WORK/build-$1.log")"
}

# measured COMMAND... : on the measured core, ahead of everything else. Niceness does not reach beyond a session
# where the kernel groups tasks by session, so the command has a session of its own and that one is preferred.
measured() {
  # shellcheck disable=SC2016 # the inner shell expands it
  setsid -w bash -c '{ echo -20 > /proc/self/autogroup; } 2> /dev/null; exec nice -n -20 taskset -c "$0" "$@"' \
    "$CPUS" "$@"
}
CPUS=$CPU

# Whether the core is quiet now: three samples, see calib.h. CALIB_BEST is what a quiet core gives.
calibrated() {
  [ -n "${CALIB_BEST:-}" ] || quiet_best
  measured "$WORK/calib" 3 | awk -v b="$CALIB_BEST" '$1 <= b * 1.3 && $3 <= 0.01 {n++} END {exit n < 3}'
}

# settled TRIES : waits until the core is quiet, for so many tries
settled() {
  local i
  for ((i = 0; i < $1; i++)); do
    calibrated && return 0
    sleep 0.05
  done
  return 1
}

# Finds what a quiet core gives: the end of the best tenth of some seconds; single samples also err downwards.
quiet_best() {
  need gcc make
  build calib
  CALIB_BEST=$(measured "$WORK/calib" 400 3 | sort -g | awk 'NR == 40 {print $1}')
  export CALIB_BEST
}

# stat_line NAME SIZE QUIET TRIED : a row from packets a second on standard input, one a line, that all count.
stat_line() {
  sort -g | awk -v name="$1" -v size="$2" -v tried="$3" -v how="$4" '{v[NR] = $1} END {
    if (!NR) {printf "# %s %d FAILED\n", name, size; exit}
    m = v[int((NR + 1) / 2)]
    printf "%-34s %5d %12.0f pps %8.1f ns/pkt %7.2f Gbps  [min %.1f max %.1f ns n=%d of %d %s]\n",
      name, size, m, 1e9 / m, m * size * 8 / 1e9, 1e9 / v[NR], 1e9 / v[1], NR, tried, how}'
}
