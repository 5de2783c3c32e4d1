// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl.evp;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.Function;

/**
 * libcrypto's EVP functions for a cipher, found by name. Those of a packet are critical downcalls: the thread stays in
 * Java while they run, for some microseconds at most, and a safepoint waits that long. They allocate nothing and take
 * no lock, but work on a context that only one thread may use. Immutable.
 *
 * @param make EVP_CIPHER_CTX_new
 * @param free EVP_CIPHER_CTX_free
 * @param init EVP_CipherInit_ex2
 * @param update EVP_CipherUpdate
 * @param finish EVP_CipherFinal_ex
 * @param read EVP_CIPHER_CTX_get_params
 */
@SuppressWarnings("restricted") // calls functions that the library exports by these names
public record EvpCalls(
        MemorySegment make,
        MemorySegment free,
        MemorySegment init,
        MemorySegment update,
        MemorySegment finish,
        MemorySegment read) {
    public static final int SEAL = 1;
    public static final int OPEN = 0;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CRITICAL = Linker.Option.critical(false);
    private static final ValueLayout.OfLong ADDRESS = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static final MethodHandle MAKE = LINKER.downcallHandle(FunctionDescriptor.of(ADDRESS));
    private static final MethodHandle FREE = LINKER.downcallHandle(FunctionDescriptor.ofVoid(ADDRESS));
    /** Takes context, cipher, key, nonce, direction, parameters. */
    private static final FunctionDescriptor INIT =
            FunctionDescriptor.of(INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, INT, ADDRESS);

    private static final MethodHandle SET_UP = LINKER.downcallHandle(INIT);
    private static final MethodHandle BEGIN = LINKER.downcallHandle(INIT, CRITICAL);
    /** Takes context, out, where to write the bytes made, in, length. */
    private static final MethodHandle UPDATE =
            LINKER.downcallHandle(FunctionDescriptor.of(INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, INT), CRITICAL);
    /** Takes context, out, where to write the bytes made. */
    private static final MethodHandle FINISH =
            LINKER.downcallHandle(FunctionDescriptor.of(INT, ADDRESS, ADDRESS, ADDRESS), CRITICAL);
    /** Takes context, parameters. */
    private static final MethodHandle READ =
            LINKER.downcallHandle(FunctionDescriptor.of(INT, ADDRESS, ADDRESS), CRITICAL);

    /** @param find gives a function's address or throws. */
    public static EvpCalls of(Function<String, MemorySegment> find) {
        return new EvpCalls(
                find.apply("EVP_CIPHER_CTX_new"),
                find.apply("EVP_CIPHER_CTX_free"),
                find.apply("EVP_CipherInit_ex2"),
                find.apply("EVP_CipherUpdate"),
                find.apply("EVP_CipherFinal_ex"),
                find.apply("EVP_CIPHER_CTX_get_params"));
    }

    /**
     * Makes a context with an expanded key. Allocates: for the first packet of a thread, or set-up.
     *
     * @param cipher the fetched {@code EVP_CIPHER}.
     * @param key address of the cipher key.
     * @param direction {@link #SEAL} or {@link #OPEN}.
     * @param parameters address of an array of {@code OSSL_PARAM} that the key's expansion depends on, 0 for none.
     * @return its address, 0 if there is no memory for it.
     */
    public long newContext(long cipher, long key, int direction, long parameters) {
        try {
            long context = (long) MAKE.invokeExact(make);
            if (context != 0
                    && ((int) SET_UP.invokeExact(init, context, cipher, 0L, 0L, direction, parameters) != 1
                            || (int) SET_UP.invokeExact(init, context, 0L, key, 0L, direction, 0L) != 1)) {
                freeContext(context);
                return 0;
            }
            return context;
        } catch (Throwable e) {
            throw new IllegalStateException("the downcall failed", e);
        }
    }

    /** Zeroes and frees a context with all it holds; 0 is allowed. */
    public void freeContext(long context) {
        try {
            FREE.invokeExact(free, context);
        } catch (Throwable e) {
            throw new IllegalStateException("the downcall failed", e);
        }
    }

    /**
     * Starts a packet.
     *
     * @param nonce address of the nonce or IV, copied.
     * @param parameters address of an array of {@code OSSL_PARAM}, 0 for none.
     */
    public boolean begin(long context, long nonce, int direction, long parameters) {
        try {
            return (int) BEGIN.invokeExact(init, context, 0L, 0L, nonce, direction, parameters) == 1;
        } catch (Throwable _) {
            // a critical downcall throws nothing; the compiler does not know. So in all that follow
            return false;
        }
    }

    /**
     * Takes AAD (no {@code out}), text, or CCM's length of text (neither of both) in.
     *
     * @param made address of an int.
     */
    public boolean update(long context, long out, long made, long in, int length) {
        try {
            return (int) UPDATE.invokeExact(update, context, out, made, in, length) == 1;
        } catch (Throwable _) {
            return false;
        }
    }

    /** Sealing: makes the ICV. Opening: compares it, in constant time. @return false if it is wrong. */
    public boolean finish(long context, long out, long made) {
        try {
            return (int) FINISH.invokeExact(finish, context, out, made) == 1;
        } catch (Throwable _) {
            return false;
        }
    }

    /** Fills the array of {@code OSSL_PARAM}. */
    public boolean read(long context, long parameters) {
        try {
            return (int) READ.invokeExact(read, context, parameters) == 1;
        } catch (Throwable _) {
            return false;
        }
    }
}
