#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# IPsec-MB's bare cipher, see imbperf.c. SIZES and SAS narrow it, BUFS=8192 spreads the packets over 16 MiB.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need gcc make libipsec-mb-dev
build imbperf
measured "$WORK/imbperf" "$RUNS" "$MS"
