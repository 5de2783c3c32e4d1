#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Ours against the C peers on the same core, interleaved; prints the ratio table. See usage below and
# docs/performance.md.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
top=$(cd "$here/../.." && pwd -P)

usage() {
  cat << 'X'
usage: benchmarks/peers/run.sh [option ...]
Compares Ringlane's pipeline with C programs on one core, in rounds of ours, the peers, the peers backwards,
ours, and prints the ratio of packets a second. A round counts for a row when all four of its lines are quiet. Needs
root, Debian or a like distribution, python3, and network for packages that are missing. A round takes some 4 minutes.

  --rounds N      quiet rounds wanted, every row (9); at most twice as many are run
  --runs N        quiet runs of some 30 ms behind a line (5; 3 to 21)
  --quick         --rounds 3 --runs 3
  --sizes LIST    Ethernet frames in bytes, without FCS (64,512,1420)
  --sas LIST      numbers of SAs (1,64,4096); ipsec-secgw takes 1000 at most
  --cpu N         the measured CPU (1)
  --inbound       receive instead of sending; peers: secgw-* alone, with their replay window on
  --peers LIST    of pipeline-async pipeline-cpu secgw-legacy secgw-lib secgw-cpu cipher openssl (all but secgw-cpu)
  --out FOLDER    also writes peers-raw.txt, peers.txt and peers.json there, for example into a folder of perf-results
  --ours COMMAND  instead of ./ringlane bench pipeline; {sizes} {sas} {cpu} {runs} are replaced
  --no-install    install nothing; a peer that misses packages is told and left out
  --self-test     check the arithmetic of the table and leave
  --help          this text

Peers: pipeline-* is DPDK's librte_ipsec with rte_acl and its crypto device without ports (the faster mode counts),
secgw-* DPDK's example program between virtual ports, cipher IPsec-MB's bare AES-GCM (its table is our efficiency),
openssl the system's openssl speed. A peer that cannot run is named with the reason.
Exit code: 0 compared, 1 nothing could be compared, 2 wrong options.
X
}

wrong() {
  printf 'run.sh: %s\n' "$*" >&2
  exit 2
}

# list NAME VALUE LEAST MOST : checks a comma-separated list of numbers, prints it with spaces
list() {
  local number
  [[ $2 =~ ^[0-9]+(,[0-9]+)*$ ]] || wrong "$1 '$2' is not a list of numbers such as 64,512"
  for number in ${2//,/ }; do
    ((10#$number >= $3 && 10#$number <= $4)) || wrong "$1 $number is out of range, allowed is $3 to $4"
  done
  printf '%s' "${2//,/ }"
}

# number NAME VALUE LEAST MOST
number() {
  if ! [[ $2 =~ ^[0-9]{1,6}$ ]] || ((10#$2 < $3 || 10#$2 > $4)); then wrong "$1 '$2' is not a number from $3 to $4"; fi
}

rounds=9 runs=5 sizes='64 512 1420' sas='1 64 4096' cpu=1 out='' install=1
known=' pipeline-async pipeline-cpu secgw-legacy secgw-lib secgw-cpu cipher openssl '
peers='pipeline-async pipeline-cpu secgw-legacy secgw-lib cipher openssl'
ours="'$top/ringlane' bench pipeline --sizes {sizes} --sas {sas} --cpu {cpu} --runs {runs}"
direction=out chosen=0
while (($#)); do
  case $1 in
    --rounds | --runs | --sizes | --sas | --cpu | --peers | --out | --ours) (($# > 1)) || wrong "$1 needs a value" ;;&
    --rounds) number "$1" "$2" 1 1000 && rounds=$2 && shift ;;
    --runs) number "$1" "$2" 3 21 && runs=$2 && shift ;;
    --quick) rounds=3 runs=3 ;;
    --sizes) sizes=$(list "$1" "$2" 64 1420) || exit 2 && shift ;;
    --sas) sas=$(list "$1" "$2" 1 16384) || exit 2 && shift ;;
    --cpu) number "$1" "$2" 0 1023 && cpu=$2 && shift ;;
    --peers)
      peers=${2//,/ } chosen=1
      for peer in $peers; do [[ $known == *" $peer "* ]] || wrong "--peers $peer is unknown, there are$known"; done
      [ -n "$peers" ] || wrong "--peers is empty, there are$known"
      shift
      ;;
    --inbound) direction=in ;;
    --out) out=$2 && shift ;;
    --ours) ours=$2 && shift ;;
    --no-install) install=0 ;;
    --self-test) exec python3 "$here/ratios.py" --self-test ;;
    --help | -h) usage && exit 0 ;;
    *) wrong "option $1 is unknown, see --help" ;;
  esac
  shift
done
if [ $direction = in ]; then
  [[ $ours == *"/ringlane' bench pipeline "* ]] && ours+=' --inbound'
  ((chosen)) || peers='secgw-legacy secgw-lib secgw-cpu'
  for peer in $peers; do [[ $peer == secgw-* ]] || wrong "--peers $peer does not receive, only secgw-* do"; done
fi
((cpu < $(nproc --all))) || wrong "--cpu $cpu does not exist, there are 0 to $(($(nproc --all) - 1))"
command -v python3 > /dev/null || wrong "python3 is missing (Debian: apt-get install python3)"

export DIRECTION=$direction CPU=$cpu RUNS=$runs INSTALL=$install SIZES=$sizes SAS=$sas
# shellcheck source=lib.sh
. "$here/lib.sh"
[ "$EUID" = 0 ] || echo "# not root: nothing is installed, no huge pages, other work may take the core" >&2
if [ -n "$out" ]; then
  mkdir -p "$out" || wrong "--out $out cannot be made"
fi
raw=${out:-$WORK}/peers-raw.txt

# The tables of the example program ipsec-secgw end near 1000 SAs: those are the second group, with rounds of its own.
# A group has one list of numbers of SAs, and a round of it is ours, each peer, each peer backwards, ours.
group_of() {
  case $1 in secgw-*) echo 2 ;; *) echo 1 ;; esac
}

sas_of() {
  local n
  if [ "$(group_of "$1")" = 1 ]; then echo "$sas"; else
    for n in $sas; do echo $((n > 1000 ? 1000 : n)); done | sort -nu | tr '\n' ' '
  fi
}

# peer_rows PEER : runs it once, its rows on standard output
peer_rows() {
  case $1 in
    pipeline-*) MODES=${1#pipeline-} "$here/rteipsec.sh" ;;
    secgw-*) MODES=${1#secgw-} SECS=1 "$here/secgw.sh" ;;
    cipher) "$here/imbperf.sh" ;;
    openssl) RUNS=1 SAS=1 "$here/openssl-speed.sh" ;;
  esac
}

# Ours once. The JVM's own threads stay off the measured core; the measuring thread goes there by itself.
our_rows() {
  local command=$ours
  command=${command//'{sizes}'/${SIZES// /,}}
  command=${command//'{sas}'/${SAS// /,}}
  command=${command//'{cpu}'/$CPU}
  command=${command//'{runs}'/$RUNS}
  CPUS=$OTHER measured bash -c "$command"
}

# side ROUND a|b PEER... : one run of ours, which counts for all the peers, or of the peer, into the raw file
side() {
  local round=$1 which=$2 rows peer
  shift 2
  rows=$(SAS=$(sas_of "$1"); export SAS
    if [ "$which" = a ]; then our_rows; else peer_rows "$1"; fi 2> "$WORK/side.err") || true
  [ -n "$rows" ] || printf '# round %s, %s: no row: %s\n' "$round" "$([ "$which" = a ] && echo ours || echo "$1")" \
    "$(tail -n 1 "$WORK/side.err")" | tee -a "$raw" >&2
  for peer in "$@"; do
    printf '%s\n' "$rows" | sed -n "s/^[^#].* pps .*/$round $peer $which &/p" >> "$raw"
  done
}

# round_of ROUND PEER... : ours, the peers there and back, ours
round_of() {
  local round=$1 i
  shift
  printf 'round %d, %d quiet ones wanted: %s\n' "$round" "$rounds" "$*" >&2
  side "$round" a "$@"
  for ((i = 1; i <= $#; i++)); do side "$round" b "${!i}"; done
  for ((i = $#; i >= 1; i--)); do side "$round" b "${!i}"; done
  side "$round" a "$@"
}

# one_row COMMAND... : in a subshell, with the least there is to run
one_row() {
  export SIZES=64 SAS=1 RUNS=3
  "$@"
}

# prepare PEER : installs, builds, tries one row; false, and the reason in the raw file, when it does not run
prepare() {
  local reason
  printf 'preparing %s ...\n' "$1" >&2
  (one_row peer_rows "$1") > "$WORK/try.out" 2> "$WORK/try.err" || true
  if grep -q ' pps ' "$WORK/try.out"; then return 0; fi
  reason=$(sed -n 's/^cannot: //p' "$WORK/try.err" | head -n 1)
  [ -n "$reason" ] || reason=$(tail -n 1 "$WORK/try.err")
  printf '0 %s cannot %s\n' "$1" "${reason:-gave no row}" >> "$raw"
  printf '%s: %s\n' "$1" "${reason:-gave no row}" >&2
  return 1
}

version_of() { dpkg-query -W -f '${Version}' "$1" 2> /dev/null || echo none; }

facts() {
  echo "# $(date -u +%FT%TZ), commit $(git -C "$top" rev-parse --short HEAD 2> /dev/null || echo unknown)"
  echo "# $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc --all) CPUs, measured CPU $CPU"
  echo "# $(uname -sr), DPDK $(version_of libdpdk-dev), IPsec-MB $(version_of libipsec-mb-dev)," \
    "OpenSSL $(version_of openssl)"
  echo "# a quiet core gives ${CALIB_BEST:-unknown} cycles; rounds $rounds, runs $RUNS, sizes $SIZES, SAs $SAS"
}

: > "$raw"
ready=()
for peer in $peers; do if prepare "$peer"; then ready+=("$peer"); fi; done
if [ -z "${CALIB_BEST:-}" ] && ((${#ready[@]})); then quiet_best; fi
facts | tee -a "$raw"
if ((${#ready[@]})); then
  printf 'preparing ours ...\n' >&2
  (one_row our_rows) > "$WORK/ours.out" 2>&1 || true
  if ! grep -q ' pps ' "$WORK/ours.out"; then
    printf 'run.sh: ours gave no row: %s\n' "$(tail -n 1 "$WORK/ours.out" | grep . || echo 'it printed nothing')" >&2
    exit 1
  fi
fi
for ((round = 1; round <= 2 * rounds; round++)); do
  open=0
  for group in 1 2; do
    left=()
    for peer in ${ready[@]+"${ready[@]}"}; do
      [ "$(group_of "$peer")" = $group ] || continue
      ((round > rounds)) && python3 "$here/ratios.py" --complete "$rounds" "$raw" "$peer" && continue
      left+=("$peer")
    done
    ((${#left[@]})) || continue
    open=1
    round_of "$round" "${left[@]}"
  done
  ((open)) || break
done
if [ -n "$out" ]; then
  python3 "$here/ratios.py" "$raw" "$out/peers.txt" "$out/peers.json"
else
  python3 "$here/ratios.py" "$raw"
fi
