#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The C pipeline, see rteipsec.c. MODES, SIZES and SAS narrow it; CPU, RUNS, MS and HUGE as in lib.sh.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need dpdk libdpdk-dev libipsec-mb-dev pkg-config gcc make libnuma-dev libpcap-dev
huge
build rteipsec
measured "$WORK/rteipsec" -l "$CPU" "${EAL[@]}" --vdev crypto_aesni_gcm0 -- "$RUNS" "$MS" \
  2> "$WORK/rteipsec.err" | grep '^rteipsec' \
  || cannot "rteipsec does not run: $(tail -n 1 "$WORK/rteipsec.err")"
