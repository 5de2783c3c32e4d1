#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# DPDK's ipsec-secgw, built from the distribution's source, on one lcore, outbound: an endless pcap port feeds it,
# which copies each frame into a fresh buffer; a null port drains it. MODES: legacy (its own ESP code), lib
# (librte_ipsec), cpu (synchronous). Its counters come every 100 ms. The figure is the 90th percentile of SECS
# seconds and more of them: in favour of the peer. A row is quiet when the core was before and after and half of
# the screens are within 15 % of the figure.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
MODES=${MODES:-lib} SECS=${SECS:-2}
need dpdk libdpdk-dev libipsec-mb-dev libpcap-dev libsystemd-dev libnuma-dev libssl-dev pkg-config gcc make python3
huge

# The distribution's source of a package, from the hosts that apt uses already, without touching apt's own settings.
source_of() {
  local package=$1 folder=$WORK/$1-src options
  [ -e "$folder/.done" ] && return 0
  ((INSTALL)) || cannot "the source of $package is not there and fetching is switched off"
  need dpkg-dev xz-utils
  rm -rf "$folder"
  mkdir -p "$folder" "$WORK/lists/partial"
  if [ -e /etc/apt/sources.list.d/debian.sources ]; then
    sed -E 's/^Types: deb$/Types: deb-src/' /etc/apt/sources.list.d/debian.sources > "$WORK/src.sources"
    options=(-o Dir::Etc::sourcelist="$WORK/src.sources")
  else
    sed -nE 's/^deb /deb-src /p' /etc/apt/sources.list > "$WORK/src.list"
    options=(-o Dir::Etc::sourcelist="$WORK/src.list")
  fi
  options+=(-o Dir::Etc::sourceparts=/dev/null -o Dir::State::lists="$WORK/lists" -o APT::Sandbox::User=root)
  (cd "$WORK" && apt-get "${options[@]}" -qq update && apt-get "${options[@]}" -qq --download-only source "$package") \
    > "$WORK/source.log" 2>&1 \
    || cannot "the source of $package cannot be fetched: $(grep -m1 '^E:' "$WORK/source.log")"
  tar -C "$folder" --strip-components=1 -xf \
    "$(find "$WORK" -maxdepth 1 -name "${package}_*.orig.tar.*" ! -name '*.asc' | head -n 1)"
  touch "$folder/.done"
}

# The example wants checksums verified by hardware, which no virtual port does: that demand goes. Its statistics
# come every 100 ms with the time in ns. Nothing else is changed.
build_gateway() {
  source_of dpdk
  local folder=$WORK/dpdk-src/examples/ipsec-secgw
  gateway=$folder/build/ipsec-secgw-static
  [ -x "$gateway" ] && return 0
  sed -i -e 's/\.offloads = RTE_ETH_RX_OFFLOAD_CHECKSUM,/.offloads = 0,/' \
    -e 's/stats_interval \* US_PER_S/stats_interval * 100000/' \
    -e 's/^\tprintf("\\nCore statistics/\tprintf("\\nTIME_NS %.0f", rte_rdtsc() * 1e9 \/ rte_get_tsc_hz());\n&/' \
    "$folder/ipsec-secgw.c"
  make -C "$folder" static > "$WORK/secgw-build.log" 2>&1 \
    || cannot "ipsec-secgw cannot be built: $(grep -m1 -i error "$WORK/secgw-build.log")"
}

# configure MODE SAS FILE
configure() {
  local type="" dst i key=00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:de:ad:be:ef
  [ "$1" = cpu ] && type="type cpu-crypto"
  {
    for ((i = 0; i < $2; i++)); do
      if (($2 == 1)); then dst=10.128.0.0/9; else dst=10.128.$((i >> 8)).$((i & 255))/32; fi
      for way in out in; do
        echo "sp ipv4 $way esp protect $((1000 + i)) pri 1 dst $dst sport 0:65535 dport 0:65535"
        echo "sa $way $((1000 + i)) aead_algo aes-128-gcm aead_key $key" \
          "mode ipv4-tunnel src 172.16.1.5 dst 172.16.2.5 $type"
      done
    done
    echo "rt ipv4 dst 172.16.2.0/24 port 1"
    echo "rt ipv4 dst 10.128.0.0/9 port 0"
    echo "neigh port 0 02:00:00:00:00:02"
    echo "neigh port 1 02:00:00:00:00:03"
  } > "$3"
}

# gateway_run SECONDS CONFIGURATION CAPTURE [-l] : its output. The shutdown comes by the signal it knows.
gateway_run() {
  local seconds=$1 configuration=$2 capture=$3
  shift 3
  CPUS=$CPU,$OTHER measured timeout -k 5 -s INT "$seconds" stdbuf -oL "$gateway" -l "$CPU" "${EAL[@]}" \
    --vdev "net_pcap0,rx_pcap=$capture,infinite_rx=1" --vdev net_null0,no-rx=1 --vdev crypto_aesni_gcm0 -- \
    -p 3 -u 2 -P -t 1 -f "$configuration" --config="(0,0,$CPU),(1,0,$CPU)" "$@" 2>&1 || true
}

# Packets a second of each screen, the first six left out.
screens() {
  awk '/^TIME_NS/ {t = $2} /^Total packets sent/ {
    n++
    if (n > 6 && t > was && $NF > sent) printf "%.0f\n", ($NF - sent) * 1e9 / (t - was)
    was = t
    sent = $NF}' "$1"
}

# percentile_row NAME SIZE HOW : as stat_line, with the 90th percentile for the median
percentile_row() {
  sort -g | awk -v name="$1" -v size="$2" -v how="$3" '{v[NR] = $1} END {
    if (NR < 5) {printf "# %s %d FAILED\n", name, size; exit}
    q = v[int(NR * 0.9 + 0.5)]
    if (1e9 / v[int((NR + 1) / 2)] > 1.15e9 / q) how = "NOISY"
    printf "%-34s %5d %12.0f pps %8.1f ns/pkt %7.2f Gbps  [min %.1f max %.1f ns n=%d of %d %s]\n",
      name, size, q, 1e9 / q, q * size * 8 / 1e9, 1e9 / v[NR], 1e9 / v[1], NR, NR, how}'
}

build_gateway
for sas in $SAS; do
  for size in $SIZES; do
    capture=$WORK/clear-$size-$sas.pcap
    [ -s "$capture" ] || python3 "$HERE/mkpcap.py" "$capture" "$size" $((sas > 1024 ? sas : 1024)) "$sas"
    for mode in $MODES; do
      configure "$mode" "$sas" "$WORK/secgw-$mode-$sas.cfg"
      library=(-l)
      [ "$mode" = legacy ] && library=()
      log=$WORK/secgw-last.log how=quiet
      settled 100 || how=NOISY
      gateway_run $((SECS + 2)) "$WORK/secgw-$mode-$sas.cfg" "$capture" ${library[@]+"${library[@]}"} > "$log"
      settled 10 || how=NOISY
      grep -q '^Total packets sent' "$log" \
        || cannot "ipsec-secgw does not run: $(grep -m1 -E 'EAL:|[Ee]rror' "$log" || tail -n 1 "$log")"
      screens "$log" | percentile_row "secgw-$mode-out-sa$sas" "$size" "$how"
    done
  done
done
