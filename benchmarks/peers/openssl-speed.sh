#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The system's libcrypto by its own openssl speed -aead: a nonce, a tag and 13 bytes of associated data a record,
# one key. Sizes are Ethernet frames; a record is what ESP encrypts of such a frame. The clock is the program's
# own, a second a run; a run counts between two quiet calibrations.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
need openssl gcc make
command -v openssl > /dev/null || cannot "there is no openssl command"

# speed BYTES : records a second
speed() {
  measured openssl speed -elapsed -mr -seconds 1 -bytes "$1" -aead -evp aes-128-gcm 2> /dev/null \
    | awk -F: -v bytes="$1" '/^\+F:/ {printf "%.0f\n", $NF / bytes}'
}

for size in $SIZES; do
  good=() all=() before=1 after=1
  for ((k = 0; k < 5 * RUNS && ${#good[@]} < RUNS; k++)); do
    ((before == 0)) || { settled 40 && before=0; }
    rate=$(speed $(((size - 14 + 2 + 3) / 4 * 4)))
    [ -n "$rate" ] || cannot "openssl speed gave no figure"
    if calibrated; then after=0; else after=1; fi
    all+=("$rate")
    ((before == 0 && after == 0)) && good+=("$rate")
    before=$after
  done
  how=quiet
  if ((${#good[@]} < (RUNS < 3 ? RUNS : 3))); then
    how=NOISY
    good=("${all[@]}")
  fi
  printf '%s\n' "${good[@]}" | stat_line openssl-aes128gcm-sa1 "$size" "$k" "$how"
done
