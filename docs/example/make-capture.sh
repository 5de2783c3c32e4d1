#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Makes the example capture anew: real TCP, UDP and ICMP over IPv4 and IPv6 between two network namespaces, seen by a
# packet socket on the transmit side of the sender. TCP segmentation offload is on, so TCP appears as the stack hands
# it to the device: super-packets far longer than the MTU, with only the pseudo-header summed in the checksum field.
#
#   usage, as root:  docs/example/make-capture.sh [OUT.pcap]
#   needs:           Linux, ip (iproute2), tcpdump, python3; ethtool if it is there
#
# Nothing outside the two namespaces is touched, and they are removed at the end.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../hw-model/src/main/resources/example/tso-sender.pcap}
near=ringlane-near
far=ringlane-far
work=$(mktemp -d)

for tool in ip tcpdump python3; do
    command -v "$tool" >/dev/null || { echo "make-capture.sh: $tool is needed and not installed" >&2; exit 2; }
done
[ "$(id -u)" -eq 0 ] || { echo "make-capture.sh: must run as root, it makes network namespaces" >&2; exit 2; }

clean() {
    for pid in ${server:-} ${dump:-}; do
        kill "$pid" 2>/dev/null || :
    done
    ip netns del $near 2>/dev/null || :
    ip netns del $far 2>/dev/null || :
    rm -rf "$work"
}
trap clean EXIT
trap 'exit 1' INT TERM

# 1. Two namespaces and a wire. Each end reaches the other's prefixes without a router in between.
ip netns add $near
ip netns add $far
ip -n $near link add eth0 address 02:00:00:00:01:02 type veth peer name eth0 netns $far address 02:00:00:00:02:02
for end in 1 2; do
    other=$((3 - end))
    ns=$([ $end = 1 ] && echo $near || echo $far)
    ip -n $ns link set lo up
    ip -n $ns addr add 10.$end.0.2/16 dev eth0
    ip -n $ns addr add fd00:$end::2/64 dev eth0 nodad
    ip -n $ns link set eth0 up
    ip -n $ns route add 10.$other.0.0/16 dev eth0
    ip -n $ns route add fd00:$other::/64 dev eth0
    ip netns exec $ns sh -c 'echo 1 > /proc/sys/net/ipv4/tcp_ecn'
    if command -v ethtool >/dev/null; then
        ip netns exec $ns ethtool -K eth0 tso on gso on tx on
    fi
done

# 2. Wait until the link-local addresses can be used, so that the capture holds the traffic and little else.
while ip -n $near -6 addr show dev eth0 tentative | grep -q inet6; do
    sleep 0.1
done

# 3. Capture what leaves the sender, and nothing that arrives there.
: >"$work/dump.log"
ip netns exec $near tcpdump -i eth0 -Q out -s 0 -n -U --immediate-mode \
    --time-stamp-precision=nano -w "$work/out.pcap" 2>"$work/dump.log" &
dump=$!
until grep -q 'listening on' "$work/dump.log"; do
    sleep 0.1
done

# 4. The traffic. What the sender prints tells the far end when to fetch.
mkfifo "$work/commands"
: >"$work/serve.log"
ip netns exec $far python3 "$here/traffic.py" serve <"$work/commands" >"$work/serve.log" &
server=$!
exec 3>"$work/commands"
until grep -q ready "$work/serve.log"; do
    sleep 0.1
done
ip netns exec $near python3 "$here/traffic.py" send >&3
sleep 1

kill -INT "$dump"
wait "$dump" || :
dump=
mkdir -p "$(dirname "$out")"
cp "$work/out.pcap" "$out"
echo "$out: $(wc -c <"$out") bytes, $(tail -n 3 "$work/dump.log" | head -n 1)"
