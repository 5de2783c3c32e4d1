// SPDX-License-Identifier: Apache-2.0
package io.ringlane.transcript;

import io.ringlane.header.IpProtocol;
import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SaConfig;
import io.ringlane.sa.SaConfigBuilder;
import io.ringlane.sa.SaId;
import io.ringlane.sa.SecretKey;
import io.ringlane.sa.XfrmMode;
import io.ringlane.sa.XfrmState;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a step that adds a state asked for, read from the step's words. Immutable.
 *
 * @param mode null when no word names one.
 * @param offload false when the state was to stay in software.
 * @param flags of the request for offload.
 * @param device that the request names; null: the step's default one.
 * @param index of a device given as a number, -1 without; only 0 and numbers of no device occur.
 * @param route device of the route to the peer; null: none was named.
 * @param down the device is down while this is asked.
 * @param parameters of the driver during the step, by the names of its module.
 * @param driverAnswer errno that the driver answers, positive; 0 when it agrees.
 */
record Asked(
        EspTransform transform,
        boolean ah,
        int family,
        XfrmMode mode,
        boolean esn,
        boolean encap,
        boolean tfc,
        boolean offload,
        int flags,
        String device,
        int index,
        String route,
        boolean down,
        boolean typeOffload,
        Map<String, Integer> parameters,
        int driverAnswer) {
    /** Flag of the receiving side. */
    static final int INBOUND = 2;

    /** A name that no device has: the route leads nowhere. */
    static final String NOWHERE = "";

    private static final int NAT_T_PORT = 4500;
    private static final int ESN_WINDOW = 32;
    private static final int TFC_BYTES = 64;
    private static final String WITHOUT = "(?:on a device )?without (\\w+)";

    /**
     * A new state as asked for.
     *
     * @param usual supplies what the words leave open.
     */
    XfrmState state(Transcript usual, int spi) {
        SaConfigBuilder settings = new SaConfigBuilder()
                .between(usual.source(family), usual.destination(family))
                .spi(spi)
                .reqid(usual.reqid())
                .mode(mode == null ? usual.mode() : mode)
                .transform(transform)
                .esn(esn)
                .replayWindow(esn ? ESN_WINDOW : 0)
                .tfcPad(tfc ? TFC_BYTES : 0);
        if (encap) {
            settings.encap(NAT_T_PORT, NAT_T_PORT);
        }
        byte[] material = Arrays.copyOf(usual.keyMaterial(), transform.materialLength());
        return new XfrmState(ah ? asAh(settings.build()) : settings.build(), new SecretKey(material));
    }

    /** The same for the receiving side. */
    Asked inbound() {
        return new Asked(
                transform,
                ah,
                family,
                mode,
                esn,
                encap,
                tfc,
                offload,
                flags | INBOUND,
                device,
                index,
                route,
                down,
                typeOffload,
                parameters,
                driverAnswer);
    }

    /** AH cannot be configured, so the protocol is put into a finished configuration. */
    private static SaConfig asAh(SaConfig esp) {
        SaId id = new SaId(esp.id().destination(), esp.id().spi(), IpProtocol.AH, 0, 0);
        return new SaConfig(
                id,
                esp.source(),
                esp.mode(),
                esp.selector(),
                esp.reqid(),
                esp.transform(),
                esp.flags(),
                esp.esn(),
                esp.replayWindow(),
                esp.sequenceHigh(),
                esp.sequenceLow(),
                esp.ivSalt(),
                esp.ivSaltRest(),
                esp.limits(),
                esp.encapSourcePort(),
                esp.encapDestinationPort(),
                esp.tfcPad(),
                esp.outputMark(),
                esp.outputMarkMask(),
                SaConfig.ANY_CORE,
                0);
    }

    /** Reads words, longer phrases before the words they contain. */
    static Asked read(Words words) {
        boolean inSoftware = words.read("without offload|no offload|in software|\\bsoftware\\b");
        boolean typeOffload = !words.read("(without|no) (esp[46]_offload|type offload)|esp[46]_offload not loaded");
        Map<String, Integer> parameters = parameters(words);
        int answer = answer(words);
        String route = words.read("no route") ? NOWHERE : words.take("route on (\\w+)");
        int index = index(words);
        int flags = flags(words.take("flags (0x[0-9a-f]{1,8}|\\d{1,9})"));
        boolean down = words.read("device (is )?down");
        boolean ah = words.read("\\bAH\\b");
        boolean tfc = words.read("\\btfc(?:[ -]?pad(?:ding)?)?(?: \\d+)?");
        boolean encap =
                !words.takeAll("\\b(encap(?:sulation)?|espinudp|nat-?t)\\b").isEmpty();
        boolean esn = words.read("\\bESN\\b");
        int family = words.read("\\b(ip)?v6\\b") ? 6 : 4;
        String device = words.take("\\b(?:asked for|on) (?!a )(\\w+)");
        boolean inbound = words.read("\\b(?:in|inbound)\\b(?= on|,|\\)|\\(|\\s*$|\\s\\s)");
        words.read("\\bout\\b");
        XfrmMode mode = mode(words.take("\\b(transport|tunnel|beet)\\b"));
        EspTransform transform = transform(words);
        return new Asked(
                transform,
                ah,
                family,
                mode,
                esn,
                encap,
                tfc,
                !inSoftware,
                inbound ? flags | INBOUND : flags,
                device,
                index,
                route,
                down,
                typeOffload,
                parameters,
                answer);
    }

    /** {@code name=value} words, and operations that the device lacks. */
    static Map<String, Integer> parameters(Words words) {
        Map<String, Integer> parameters = new HashMap<>();
        for (String setting : words.takeAll("\\b(\\w+=\\d{1,5})\\b")) {
            String[] parts = setting.split("=");
            parameters.put(parts[0], Integer.parseInt(parts[1]));
        }
        for (String operation : words.takeAll(WITHOUT)) {
            parameters.put(
                    switch (operation.toLowerCase(Locale.ROOT).replaceFirst("^xdo_dev_", "")) {
                        case "advance_esn", "state_advance_esn" -> "has_esn";
                        case "add", "state_add" -> "has_add";
                        case "del", "delete", "state_delete" -> "has_del";
                        case "free", "state_free" -> "has_free";
                        case "ops", "operations", "xfrmdev_ops" -> "ops";
                        default -> throw new TranscriptReplay.NotModelled("without " + operation);
                    },
                    0);
        }
        return Map.copyOf(parameters);
    }

    private static int answer(Words words) {
        String name = words.take("driver add returns -?(\\w+)");
        int errno = name == null ? 0 : KernelNames.errno(name);
        if (name != null && errno == 0 && !name.equals("0")) {
            throw new TranscriptReplay.NotModelled("driver add returns " + name);
        }
        return errno;
    }

    /** A number that some device of the recording may have had says nothing here. */
    private static int index(Words words) {
        boolean absent = words.read("no such device");
        words.read("device found by route");
        String text = words.take("ifindex (\\d{1,9})");
        if (text == null) {
            return -1;
        }
        int index = Integer.parseInt(text);
        if (index != 0 && !absent) {
            throw new TranscriptReplay.NotModelled("ifindex " + index + " of an unknown device");
        }
        return index;
    }

    private static int flags(String text) {
        return text == null ? 0 : (int) (long) Long.decode(text);
    }

    private static XfrmMode mode(String label) {
        return label == null ? null : XfrmMode.valueOf(label.toUpperCase(Locale.ROOT));
    }

    /**
     * The lengths of an algorithm. Those that the engine cannot seal with are made here: the answer to adding a
     * state depends on name and lengths only.
     */
    private static EspTransform transform(Words words) {
        String icv = words.take("\\bicv[ =]?(64|96|128)\\b");
        String mode = words.take("\\b(gcm|gmac|ccm)(?=[-(]?(aes[-)]?)?-?(128|192|256)?\\b)");
        if (mode != null) {
            String bits = words.take("(?<!\\d)(128|192|256)\\b");
            String tail = words.take("(?<=\\s)-(64|96|128)\\b");
            String icvText = icv == null ? tail : icv;
            return aead(
                    mode,
                    bits == null ? 128 : Integer.parseInt(bits),
                    icvText == null ? 128 : Integer.parseInt(icvText));
        }
        if (words.read("\\bchacha\\w*")) {
            words.read("poly1305");
            return new EspTransform("rfc7539esp(chacha20,poly1305)", 32, 4, 8, 16, 4);
        }
        String cipher = words.take("\\b(cbc|ctr|null)\\d*(?:[+-][\\w-]+)*");
        return switch (cipher == null ? "" : cipher.toLowerCase(Locale.ROOT)) {
            case "cbc" -> new EspTransform("cbc(aes)", 16, 0, 16, 12, 16);
            case "ctr" -> new EspTransform("rfc3686(ctr(aes))", 16, 4, 8, 12, 4);
            case "null" -> new EspTransform("ecb(cipher_null)", 0, 0, 0, 12, 4);
            default -> EspTransform.aesGcm(128, 128);
        };
    }

    private static EspTransform aead(String mode, int keyBits, int icvBits) {
        return switch (mode.toLowerCase(Locale.ROOT)) {
            case "gcm" -> EspTransform.aesGcm(keyBits, icvBits);
            case "gmac" -> new EspTransform("rfc4543(gcm(aes))", keyBits / 8, 4, 8, icvBits / 8, 4);
            default -> new EspTransform("rfc4309(ccm(aes))", keyBits / 8, 3, 8, icvBits / 8, 4);
        };
    }
}
