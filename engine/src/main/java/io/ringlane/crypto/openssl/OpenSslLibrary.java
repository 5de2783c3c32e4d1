// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl;

import io.ringlane.algorithm.EspAuth;
import io.ringlane.algorithm.EspCipher;
import io.ringlane.crypto.openssl.evp.EvpCalls;
import io.ringlane.crypto.openssl.evp.MacCalls;
import io.ringlane.crypto.openssl.evp.Parameters;
import io.ringlane.sa.EspTransform;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The installed {@code libcrypto}, found on the loader's path, never unloaded, with its algorithms fetched once for
 * all SAs; or the reason why there is none that can be used. Immutable, opened once, on any thread.
 */
@SuppressWarnings("restricted") // loads and calls native code: that is what it is for
final class OpenSslLibrary {
    /** The release's own name, then the one that a development package or another release has. */
    static final List<String> FILE_NAMES = List.of("libcrypto.so.3", "libcrypto.so");

    private static final int MAJOR = 3;
    /** {@code OpenSSL_version_num} is 0xMNN00PP0: the major number stands in the top four bits. */
    private static final int MAJOR_SHIFT = 28;

    /**
     * {@code OPENSSL_INIT_NO_ATEXIT}: the library must not free itself at exit while threads of the JVM still seal.
     */
    private static final long NO_ATEXIT = 0x80000L;

    private static final int MOST_TEXT = 256;
    private static final int[] KEY_LENGTHS = {16, 24, 32};
    private static final ValueLayout.OfLong ADDRESS = ValueLayout.JAVA_LONG;

    /** Opened when first asked for. */
    private static final class Installed {
        private static final OpenSslLibrary LIBRARY = open(FILE_NAMES);
    }

    private final EvpCalls calls;
    private final MacCalls macCalls;
    /** Fetched {@code EVP_CIPHER}s by cipher and length of key, 0 where the configuration has none. */
    private final long[][] ciphers;
    /** The fetched HMAC, 0 for none. */
    private final long hmac;

    private final String description;
    private final String absence;

    private OpenSslLibrary(
            EvpCalls calls, MacCalls macCalls, long[][] ciphers, long hmac, String description, String absence) {
        this.calls = calls;
        this.macCalls = macCalls;
        this.ciphers = ciphers;
        this.hmac = hmac;
        this.description = description;
        this.absence = absence;
    }

    static OpenSslLibrary installed() {
        return Installed.LIBRARY;
    }

    /** The first usable library of the file names given. */
    static OpenSslLibrary open(List<String> fileNames) {
        List<String> refused = new ArrayList<>();
        for (String fileName : fileNames) {
            Optional<SymbolLookup> symbols = load(fileName);
            if (symbols.isPresent()) {
                OpenSslLibrary library = open(fileName, symbols.get());
                if (library.absence == null) {
                    return library;
                }
                refused.add(library.absence);
            }
        }
        return absent(
                refused.isEmpty()
                        ? "none of " + String.join(", ", fileNames) + " is installed (Debian: apt-get install openssl)"
                        : String.join("; ", refused));
    }

    private static OpenSslLibrary absent(String why) {
        return new OpenSslLibrary(null, null, new long[0][], 0, "", why);
    }

    private static Optional<SymbolLookup> load(String fileName) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(fileName, Arena.global()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static OpenSslLibrary open(String fileName, SymbolLookup symbols) {
        try {
            return open(fileName, new Exports(symbols));
        } catch (Throwable e) {
            return absent(fileName + ": " + e.getMessage());
        }
    }

    /** 1. version, 2. start without clearing up at exit, 3. the ciphers. */
    private static OpenSslLibrary open(String fileName, Exports exports) throws Throwable {
        String text = exports.versionText();
        String refusal = refusal(fileName, exports.versionNumber(), text);
        if (refusal != null) {
            return absent(refusal);
        }
        exports.start();
        long[][] ciphers = new long[EspCipher.values().length][KEY_LENGTHS.length];
        for (EspCipher cipher : EspCipher.values()) {
            for (int i = 0; i < KEY_LENGTHS.length; i++) {
                String name = nameOf(cipher, KEY_LENGTHS[i]);
                ciphers[cipher.ordinal()][i] = name == null ? 0 : exports.fetch("EVP_CIPHER_fetch", name);
                if (cipher == EspCipher.AES_GCM && ciphers[cipher.ordinal()][i] == 0) {
                    return absent(fileName + " is " + text + ", whose configuration gives no " + name);
                }
            }
        }
        long hmac = exports.fetch("EVP_MAC_fetch", "HMAC");
        return new OpenSslLibrary(EvpCalls.of(exports::find), MacCalls.of(exports::find), ciphers, hmac, text, null);
    }

    /** The library's name for a cipher, null where it has none. */
    private static String nameOf(EspCipher cipher, int keyLength) {
        if (!cipher.keyLengths().contains(keyLength)) {
            return null;
        }
        String aes = "AES-" + keyLength * Byte.SIZE;
        return switch (cipher) {
            case AES_GCM, AES_GMAC -> aes + "-GCM";
            case AES_CCM -> aes + "-CCM";
            case AES_CBC -> aes + "-CBC";
            case AES_CTR -> aes + "-CTR";
            case CHACHA20_POLY1305 -> "ChaCha20-Poly1305";
            case DES3_CBC -> "DES-EDE3-CBC";
            case NULL -> null;
        };
    }

    /** Why a version cannot be used; null if it can. The number of libraries that descend from OpenSSL is 1 or 2. */
    static String refusal(String fileName, long versionNumber, String text) {
        return versionNumber >>> MAJOR_SHIFT == MAJOR
                ? null
                : fileName + " is " + text + ", needed is OpenSSL " + MAJOR + ".x";
    }

    /** Why nothing can be used, in one line; null when all is well. */
    String absence() {
        return absence;
    }

    /** The functions; null when the library is absent. */
    EvpCalls calls() {
        return calls;
    }

    /** The functions of HMAC; null when the library is absent. */
    MacCalls macCalls() {
        return macCalls;
    }

    /** The fetched {@code EVP_CIPHER} for a key of 16, 24 or 32 bytes; 0 where the configuration gives none. */
    long cipher(EspCipher cipher, int keyLength) {
        return ciphers[cipher.ordinal()][(keyLength - KEY_LENGTHS[0]) / Long.BYTES];
    }

    /** The fetched HMAC. */
    long hmac() {
        return hmac;
    }

    /** Whether the library's configuration gives all that a transform is made of. */
    boolean supports(EspTransform transform) {
        EspCipher cipher = transform.cipher();
        if (absence != null || cipher == null) {
            return false;
        }
        boolean hasCipher = cipher == EspCipher.NULL || cipher(cipher, transform.keyLength()) != 0;
        return hasCipher && (cipher.isAead() || hasAuth(transform.auth()));
    }

    private boolean hasAuth(EspAuth auth) {
        if (auth == EspAuth.NONE) {
            return true;
        }
        return auth.isHmac() ? hmac != 0 && hasHash(auth) : cipher(EspCipher.AES_CBC, KEY_LENGTHS[0]) != 0;
    }

    /** Whether HMAC takes that hash. */
    private boolean hasHash(EspAuth auth) {
        try (Arena arena = Arena.ofConfined()) {
            long key = arena.allocate(MOST_TEXT).address();
            long context = macCalls.newContext(hmac, key, auth.keyLength(), Parameters.of(auth));
            macCalls.freeContext(context);
            return context != 0;
        }
    }

    /** Version, or why there is none. */
    @Override
    public String toString() {
        return absence == null ? description : absence;
    }

    /** The few functions of the library that set it up; addresses are plain words, as in all calls of the process. */
    private record Exports(SymbolLookup symbols) {
        private static final Linker LINKER = Linker.nativeLinker();

        private MemorySegment find(String name) {
            return symbols.find(name)
                    .orElseThrow(
                            () -> new IllegalStateException("has no function " + name + ", so it is not OpenSSL 3"));
        }

        private MethodHandle call(String name, FunctionDescriptor descriptor) {
            return LINKER.downcallHandle(find(name), descriptor);
        }

        private long versionNumber() throws Throwable {
            MethodHandle version = call("OpenSSL_version_num", FunctionDescriptor.of(ValueLayout.JAVA_LONG));
            return (long) version.invokeExact();
        }

        /** Name, version and date. */
        private String versionText() throws Throwable {
            MethodHandle version = call("OpenSSL_version", FunctionDescriptor.of(ADDRESS, ADDRESS));
            // which text: an int, whose upper half is not looked at
            long text = (long) version.invokeExact(0L);
            return MemorySegment.ofAddress(text).reinterpret(MOST_TEXT).getString(0);
        }

        private void start() throws Throwable {
            MethodHandle init = call(
                    "OPENSSL_init_crypto", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ADDRESS));
            if ((int) init.invokeExact(NO_ATEXIT, 0L) != 1) {
                throw new IllegalStateException("cannot be initialised");
            }
        }

        /** The algorithm from the provider that the library's configuration prefers; 0 if there is none. */
        private long fetch(String function, String name) throws Throwable {
            MethodHandle fetch = call(function, FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
            try (Arena arena = Arena.ofConfined()) {
                return (long) fetch.invokeExact(0L, arena.allocateFrom(name).address(), 0L);
            }
        }
    }
}
