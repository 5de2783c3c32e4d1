#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# DPDK's ipsec-secgw, built from the distribution's source, on one lcore: an endless pcap port feeds it, which copies
# each frame into a fresh buffer; a null port drains it. DIRECTION: out, or in, which receives what it sent before,
# with a replay window of 64 that begins anew with the capture (secgw-windows.c; its own ESP code has no window).
# MODES: legacy (its own ESP code), lib (librte_ipsec), cpu (synchronous). Its counters come every 100 ms. The figure is the 90th percentile of SECS
# seconds and more of them: in favour of the peer. A row is quiet when the core was before and after and half of
# the screens are within 15 % of the figure.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
MODES=${MODES:-lib} SECS=${SECS:-2} DIRECTION=${DIRECTION:-out}
CAPTURE=1024
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
  gateway=$folder/build/ipsec-secgw-windows
  [ -x "$gateway" ] && return 0
  if [ ! -e "$folder/secgw-windows.c" ]; then
    cp "$HERE/secgw-windows.c" "$folder"
    sed -i -e 's/^SRCS-y += flow.c/&\nSRCS-y += secgw-windows.c\nCFLAGS += -I..\/..\/lib\/ipsec/' "$folder/Makefile"
    sed -i -e 's/^\t\t\tif (nb_rx > 0) {/\t\t\tif (is_unprotected_port(portid)) {\n\t\t\t\textern void windows_received(struct sa_ctx *, uint32_t);\n\t\t\t\twindows_received(qconf->inbound.sa_ctx, nb_rx);\n\t\t\t}\n&/' \
      "$folder/ipsec-secgw.c"
  fi
  sed -i -e 's/\.offloads = RTE_ETH_RX_OFFLOAD_CHECKSUM,/.offloads = 0,/' \
    -e 's/stats_interval \* US_PER_S/stats_interval * 100000/' \
    -e 's/^\tprintf("\\nCore statistics/\tprintf("\\nTIME_NS %.0f", rte_rdtsc() * 1e9 \/ rte_get_tsc_hz());\n&/' \
    "$folder/ipsec-secgw.c"
  make -C "$folder" static > "$WORK/secgw-build.log" 2>&1 && cp "$folder/build/ipsec-secgw-static" "$gateway" \
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

# gateway_run SECONDS CONFIGURATION PORT0 PORT1 [option ...] : its output. The shutdown comes by the signal it knows.
gateway_run() {
  local seconds=$1 configuration=$2 ports=(--vdev "$3" --vdev "$4")
  shift 4
  CPUS=$CPU,$OTHER measured env SECGW_CAPTURE="$CAPTURE" \
    timeout -k 5 -s INT "$seconds" stdbuf -oL "$gateway" -l "$CPU" "${EAL[@]}" \
    "${ports[@]}" --vdev crypto_aesni_gcm0 -- \
    -p 3 -u 2 -P -t 1 -f "$configuration" --config="(0,0,$CPU),(1,0,$CPU)" "$@" 2>&1 || true
}

# sealed SIZE SAS : a capture of what it makes of the clear one, each frame once
sealed() {
  local clear=$WORK/clear-in-$1-$2.pcap
  sealed=$WORK/sealed-$1-$2.pcap
  [ -s "$sealed" ] && return 0
  configure lib "$2" "$WORK/secgw-lib-$2.cfg"
  gateway_run 4 "$WORK/secgw-lib-$2.cfg" "net_pcap0,rx_pcap=$clear" "net_pcap1,tx_pcap=$sealed.part" -l \
    > "$WORK/secgw-last.log"
  [ -s "$sealed.part" ] || cannot "ipsec-secgw made no capture: $(tail -n 1 "$WORK/secgw-last.log")"
  mv "$sealed.part" "$sealed"
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
    CAPTURE=$((sas > 1024 ? sas : 1024))
    if [ "$DIRECTION" = in ]; then
      # as many as ours: half a megabyte, 256 at least, a multiple of the burst
      CAPTURE=$((524288 / (size + 64) / 32 * 32))
      CAPTURE=$((CAPTURE < 256 ? 256 : CAPTURE > 1024 || sas > CAPTURE ? 1024 : CAPTURE))
      capture=$WORK/clear-in-$size-$sas.pcap
    fi
    [ -s "$capture" ] || python3 "$HERE/mkpcap.py" "$capture" "$size" "$CAPTURE" "$sas"
    [ "$DIRECTION" = in ] && sealed "$size" "$sas"
    for mode in $MODES; do
      configure "$mode" "$sas" "$WORK/secgw-$mode-$sas.cfg"
      options=(-l)
      ports=("net_pcap0,rx_pcap=$capture,infinite_rx=1" net_null0,no-rx=1)
      if [ "$DIRECTION" = in ]; then
        options=(-l -w 64)
        ports=(net_null0,no-rx=1 "net_pcap0,rx_pcap=$sealed,infinite_rx=1")
      fi
      [ "$mode" = legacy ] && options=()
      log=$WORK/secgw-last.log how=quiet
      settled 100 || how=NOISY
      gateway_run $((SECS + 2)) "$WORK/secgw-$mode-$sas.cfg" "${ports[@]}" ${options[@]+"${options[@]}"} > "$log"
      settled 10 || how=NOISY
      grep -q '^Total packets sent' "$log" \
        || cannot "ipsec-secgw does not run: $(grep -m1 -E 'EAL:|[Ee]rror' "$log" || tail -n 1 "$log")"
      awk '/^Total packets sent/ {sent = $NF} /^Total packets dropped/ {dropped = $NF}
        END {exit dropped * 100 > sent}' "$log" \
        || cannot "ipsec-secgw drops packets: $(grep '^Total packets dropped' "$log" | tail -n 1)"
      screens "$log" | percentile_row "secgw-$mode-$DIRECTION-sa$sas" "$size" "$how"
    done
  done
done
