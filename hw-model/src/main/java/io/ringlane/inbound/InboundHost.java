// SPDX-License-Identifier: Apache-2.0
package io.ringlane.inbound;

import io.ringlane.config.ConfigException;
import io.ringlane.config.XfrmConfig;
import io.ringlane.config.XfrmConfigReader;
import io.ringlane.crypto.CryptoProvider;
import io.ringlane.packet.Packet;
import io.ringlane.packet.PacketBatch;
import io.ringlane.packet.PacketPool;
import io.ringlane.receive.ReceiveCore;
import io.ringlane.reception.InboundStates;
import io.ringlane.rx.Refusal;
import io.ringlane.rx.RxSink;
import io.ringlane.rx.RxTrace;
import io.ringlane.rx.state.EncapPorts;
import io.ringlane.rx.state.InboundState;
import io.ringlane.sa.IpAddress;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaId;
import io.ringlane.sa.XfrmMode;
import io.ringlane.stats.XfrmCounter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The receiver that the cases were recorded on, with Ringlane's receive path in it: one for each case. One thread. */
final class InboundHost implements AutoCloseable {
    /** Addresses of the machine that recorded the cases. */
    private static final List<String> ADDRESSES =
            List.of("198.51.100.2", "203.0.113.9", "10.2.0.2", "2001:db8:2::2", "2001:db8:9::9", "fd00:2::2");

    private static final int BURST = 32;
    private static final int STATES = 16;
    private static final long NANOS_PER_PACKET = 1_000_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int ESP = 50;
    private static final Pattern ALLOCSPI = Pattern.compile(
            "xfrm state allocspi src (\\S+) dst (\\S+) proto esp reqid (\\d+) mode (\\S+) min (\\S+) max \\S+");
    private static final Pattern DELETE =
            Pattern.compile("(?:ip )?xfrm state delete src \\S+ dst (\\S+) proto esp spi (\\S+)");
    private static final Pattern SLEEP = Pattern.compile("sleep (\\S+)");

    private final InboundCase info;
    private final PacketPool pool = new PacketPool("inbound", 64, 16, 4);
    private final ReceiveCore core;
    private final PacketBatch batch = new PacketBatch(1);
    private final List<byte[]> decapsulated = new ArrayList<>();
    private Map<String, Long> counted = Map.of();
    private byte[] clear;
    private int mark;
    private Refusal refusal;
    private long nowNs = 1;

    InboundHost(InboundCase info, CryptoProvider crypto) {
        this.info = info;
        EncapPorts ports = new EncapPorts();
        for (InboundCase.Socket socket : info.sockets()) {
            EncapPorts.Kind kind = switch (socket.encap()) {
                case 0 -> EncapPorts.Kind.NONE;
                case 1 -> EncapPorts.Kind.NON_IKE;
                default -> EncapPorts.Kind.ESP_IN_UDP;
            };
            ports.add(new EncapPorts.Port(socket.family(), socket.port(), kind, socket.bypass()));
        }
        core = new ReceiveCore(
                new ReceiveCore.Settings(crypto, STATES, BURST, true, ports), pool, pool::give, new Sink());
        core.trace(new RxTrace() {
            @Override
            public void decapsulated(Packet packet, InboundState state) {
                decapsulated.add(bytes(packet));
            }
        });
        ADDRESSES.forEach(address -> core.local().add(IpAddress.parse(address)));
    }

    private final class Sink implements RxSink {
        @Override
        public void clear(Packet packet, InboundState state, boolean forward) {
            clear = bytes(packet);
            mark = packet.mark();
            pool.give(packet);
        }

        @Override
        public void refused(Packet packet, Refusal why, InboundState state) {
            refusal = why;
        }
    }

    private static byte[] bytes(Packet packet) {
        byte[] bytes = new byte[packet.length()];
        packet.buffer().getBytes(packet.data(), bytes);
        return bytes;
    }

    /**
     * Carries the case's lines out. A line that the kernel's tool refused must be refused here too.
     *
     * @return why the case cannot be run yet, null when it can.
     */
    String setUp() {
        String refused = null;
        for (String line : info.setup()) {
            Matcher larval = ALLOCSPI.matcher(line);
            if (larval.matches()) {
                addLarval(larval);
                continue;
            }
            try {
                String reason = add(line);
                if (reason != null) {
                    return reason;
                }
            } catch (ConfigException e) {
                if (info.setupError() == null) {
                    return e.getMessage();
                }
                refused = e.getMessage();
            }
        }
        return info.setupError() != null && refused == null
                ? "the kernel refused a line that is taken here: " + info.setupError()
                : null;
    }

    private String add(String line) {
        XfrmConfig config =
                new XfrmConfigReader().allowUnauthenticated(true).read("case", line.getBytes(StandardCharsets.UTF_8));
        config.policies().forEach(entry -> core.policies().add(entry.policy()));
        for (XfrmConfig.SaEntry entry : config.states()) {
            ReceiveCore.Added added = InboundStates.add(core, entry);
            if (added != ReceiveCore.Added.DONE) {
                return entry.config().transform().name() + ": " + added;
            }
        }
        return null;
    }

    private void addLarval(Matcher line) {
        XfrmMode mode = XfrmMode.TRANSPORT;
        for (XfrmMode some : XfrmMode.values()) {
            mode = some.label().equals(line.group(4)) ? some : mode;
        }
        core.addLarval(new SaConfigBuilder()
                .between(line.group(1), line.group(2))
                .reqid(Integer.parseInt(line.group(3)))
                .mode(mode)
                .spi(Long.decode(line.group(5)).intValue())
                .build());
    }

    /** Hands one packet over, after what comes before it. */
    Reception receive(int number, InboundCase.Packet record, byte[] bytes) {
        info.before().getOrDefault(number, List.of()).forEach(this::before);
        decapsulated.clear();
        clear = null;
        refusal = null;
        mark = 0;
        Packet packet = pool.takeFor(bytes.length);
        packet.put(bytes.length);
        packet.buffer().putBytes(packet.data(), bytes);
        packet.network(packet.data());
        packet.mark(record.mark());
        batch.add(packet);
        nowNs += NANOS_PER_PACKET;
        core.receive(batch, nowNs);
        List<StateFields> states = new ArrayList<>();
        info.sas().forEach(sa -> states.add(fields(sa)));
        return new Reception(List.copyOf(decapsulated), clear, mark, refusal, countersMoved(), states);
    }

    private void before(String command) {
        Matcher delete = DELETE.matcher(command);
        Matcher sleep = SLEEP.matcher(command);
        if (delete.matches()) {
            core.delete(id(delete.group(1), delete.group(2), 0, 0));
        } else if (sleep.matches()) {
            nowNs += (long) (Double.parseDouble(sleep.group(1)) * NANOS_PER_SECOND);
        } else {
            throw new IllegalStateException("unknown command before a packet: " + command);
        }
    }

    private static SaId id(String destination, String spi, int mark, int markMask) {
        return new SaId(IpAddress.parse(destination), Long.decode(spi).intValue(), ESP, mark, markMask);
    }

    /** @return null for an SA that is not there. */
    StateFields fields(InboundCase.Sa sa) {
        SaId plain = id(sa.destination(), sa.spi(), 0, 0);
        return core.states().stream()
                .filter(state -> state.config().id().spi() == plain.spi()
                        && state.config().id().destination().equals(plain.destination()))
                .findFirst()
                .map(StateFields::of)
                .orElse(null);
    }

    private Map<String, Long> countersMoved() {
        Map<String, Long> now = new TreeMap<>();
        Map<String, Long> moved = new TreeMap<>();
        for (XfrmCounter counter : XfrmCounter.values()) {
            long value = core.counters().get(counter);
            now.put(counter.label(), value);
            long change = value - counted.getOrDefault(counter.label(), 0L);
            if (change != 0) {
                moved.put(counter.label(), change);
            }
        }
        counted = now;
        return moved;
    }

    /** Slots that did not come home, and what the ledger is off by. */
    String leaks() {
        long imbalance = core.imbalance();
        return pool.outstanding() == 0 && imbalance == 0
                ? null
                : pool.outstanding() + " slots did not come home, the ledger is off by " + imbalance;
    }

    @Override
    public void close() {
        core.close();
        pool.close();
    }
}
