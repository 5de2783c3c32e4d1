// SPDX-License-Identifier: Apache-2.0
package io.ringlane.config;

import io.ringlane.policy.Policy;
import io.ringlane.sa.SaId;
import io.ringlane.sa.Selector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.agrona.collections.Object2IntHashMap;

/**
 * Reads SAs and policies in the syntax of {@code ip xfrm state} and {@code ip xfrm policy}: as printed, also with
 * {@code -s} or {@code -o}, and as typed behind {@code add}, with or without the words in front. {@code #} starts a
 * comment. {@code iv-salt 0x...} is an addition: the salt of the IV generator, which the kernel does not show; 8
 * bytes, and 16 for AES-CBC. What is wrong ends in a {@link ConfigException}. Set-up only, one thread.
 */
public final class XfrmConfigReader {
    private static final int LARGEST_FILE = 1 << 30;
    private static final String[] STATE_ONLY = {"spi", "aead", "enc", "auth", "auth-trunc", "comp", "replay-window"};

    private final LongSupplier ivSalts;
    private boolean unauthenticatedAllowed;

    /** A reader that draws IV salts at random. */
    public XfrmConfigReader() {
        this(new SecureRandom()::nextLong);
    }

    /** @param ivSalts asked for a salt by each SA that has none, in the file's order. */
    public XfrmConfigReader(LongSupplier ivSalts) {
        this.ivSalts = ivSalts;
    }

    /** Whether an SA may encrypt without authenticating; refused by default, as its packets can be forged. */
    public XfrmConfigReader allowUnauthenticated(boolean allowed) {
        unauthenticatedAllowed = allowed;
        return this;
    }

    /** Reads a file. @throws ConfigException also when it cannot be read. */
    public XfrmConfig read(Path file) {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new ConfigException(name, "is a directory, not a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(name, bytes(name, in, Files.size(file)));
        } catch (NoSuchFileException e) {
            throw new ConfigException(name, "no such file");
        } catch (AccessDeniedException e) {
            throw new ConfigException(name, "not readable: permission denied");
        } catch (IOException e) {
            throw new ConfigException(name, "cannot be read: " + e.getMessage());
        }
    }

    /** All of a file, which need not have the size told; what was read before its array grew is wiped. */
    private static byte[] bytes(String name, InputStream in, long size) throws IOException {
        byte[] bytes = new byte[Math.clamp(size, 0, LARGEST_FILE) + 1];
        int length = in.readNBytes(bytes, 0, bytes.length);
        while (length == bytes.length) {
            if (length > LARGEST_FILE) {
                Arrays.fill(bytes, (byte) 0);
                throw new ConfigException(name, "is larger than " + LARGEST_FILE + " bytes");
            }
            byte[] larger = Arrays.copyOf(bytes, (int) Math.min(Math.max(8192, bytes.length * 2L), LARGEST_FILE + 1L));
            Arrays.fill(bytes, (byte) 0);
            bytes = larger;
            length += in.readNBytes(bytes, length, bytes.length - length);
        }
        // what is behind the text reads as blanks
        Arrays.fill(bytes, length, bytes.length, (byte) ' ');
        return bytes;
    }

    /**
     * Reads text already in memory.
     *
     * @param name of the text, for messages.
     * @param bytes wiped before the method returns.
     */
    public XfrmConfig read(String name, byte[] bytes) {
        Collected collected = new Collected(name);
        try (ConfigText text = new ConfigText(name, bytes)) {
            for (EntryWords words = text.next(); words != null; words = text.next()) {
                entry(words, collected);
            }
            return collected.config(text.warnings());
        } catch (RuntimeException e) {
            collected.states.forEach(state -> state.key().close());
            throw e;
        }
    }

    private void entry(EntryWords words, Collected collected) {
        words.accept("ip");
        while (words.accept("-s") || words.accept("-4") || words.accept("-6")) {
            // options that change nothing here
        }
        words.accept("xfrm");
        boolean state = words.accept("state");
        boolean policy = !state && words.accept("policy");
        if (words.atEnd()) {
            throw words.error("command without an object; allowed: state add ..., policy add ...");
        }
        boolean add = words.accept("add");
        if (!add && (state || policy) && !words.nextIs("src") && !words.nextIs("dst")) {
            throw words.error(
                    "command " + EntryWords.shown(words.word()) + " cannot be read from a file; allowed: add");
        }
        boolean printed = words.printed() && !add;
        if (state || !policy && words.aheadOf("tmpl", STATE_ONLY)) {
            collected.add(new StateParser(words, unauthenticatedAllowed, ivSalts).parse(), printed);
        } else {
            collected.add(new PolicyParser(words).parse(), printed);
        }
    }

    /** The packets that a policy is for. */
    private record Traffic(Policy.Direction direction, Selector selector, int mark, int markMask, int interfaceId) {}

    /** What was read so far, and where, to find what comes twice. */
    private static final class Collected {
        private static final int NOWHERE = 0;

        private final String file;
        private final List<XfrmConfig.SaEntry> states = new ArrayList<>();
        private final List<XfrmConfig.PolicyEntry> policies = new ArrayList<>();
        private final Object2IntHashMap<SaId> stateLines = new Object2IntHashMap<>(NOWHERE);
        private final Object2IntHashMap<Traffic> policyLines = new Object2IntHashMap<>(NOWHERE);
        private final BitSet printedStates = new BitSet();
        private final BitSet printedPolicies = new BitSet();

        Collected(String file) {
            this.file = file;
        }

        void add(XfrmConfig.SaEntry entry, boolean printed) {
            printedStates.set(states.size(), printed);
            states.add(entry);
            SaId id = entry.config().id();
            int other = stateLines.put(id, entry.line());
            if (other != NOWHERE) {
                throw twice("the SA " + id + " proto esp", other, entry.line(), entry.column());
            }
        }

        void add(XfrmConfig.PolicyEntry entry, boolean printed) {
            if (entry == null) {
                return;
            }
            printedPolicies.set(policies.size(), printed);
            policies.add(entry);
            Policy policy = entry.policy();
            Traffic traffic = new Traffic(
                    policy.direction(), policy.selector(), policy.mark(), policy.markMask(), policy.interfaceId());
            int other = policyLines.put(traffic, entry.line());
            if (other != NOWHERE) {
                throw twice("a policy for this selector, mark and direction", other, entry.line(), entry.column());
            }
        }

        private ConfigException twice(String what, int other, int line, int column) {
            return new ConfigException(file, line, column, what + " is there already, in line " + other);
        }

        XfrmConfig config(List<String> warnings) {
            oldestFirst(states, printedStates);
            oldestFirst(policies, printedPolicies);
            return new XfrmConfig(states, policies, warnings);
        }

        /** The {@code ip} command prints what was added last first: runs of printed entries are turned round. */
        private static void oldestFirst(List<?> entries, BitSet printed) {
            int start = printed.nextSetBit(0);
            while (start >= 0) {
                int end = printed.nextClearBit(start);
                Collections.reverse(entries.subList(start, end));
                start = printed.nextSetBit(end);
            }
        }
    }
}
