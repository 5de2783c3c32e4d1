// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.openssl.evp;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.Function;

/**
 * libcrypto's EVP_MAC functions, found by name. Those of a packet are critical downcalls, as with {@link EvpCalls};
 * starting a packet copies the hash's state, for which the library allocates off-heap. Immutable.
 *
 * @param make EVP_MAC_CTX_new
 * @param free EVP_MAC_CTX_free
 * @param init EVP_MAC_init
 * @param update EVP_MAC_update
 * @param finish EVP_MAC_final
 */
@SuppressWarnings("restricted") // calls functions that the library exports by these names
public record MacCalls(
        MemorySegment make, MemorySegment free, MemorySegment init, MemorySegment update, MemorySegment finish) {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CRITICAL = Linker.Option.critical(false);
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private static final MethodHandle MAKE = LINKER.downcallHandle(FunctionDescriptor.of(WORD, WORD));
    private static final MethodHandle FREE = LINKER.downcallHandle(FunctionDescriptor.ofVoid(WORD));
    /** Takes context, key, its length, parameters; without a key it starts anew. */
    private static final FunctionDescriptor INIT = FunctionDescriptor.of(INT, WORD, WORD, WORD, WORD);

    private static final MethodHandle SET_UP = LINKER.downcallHandle(INIT);
    private static final MethodHandle BEGIN = LINKER.downcallHandle(INIT, CRITICAL);
    /** Takes context, in, length. */
    private static final MethodHandle UPDATE =
            LINKER.downcallHandle(FunctionDescriptor.of(INT, WORD, WORD, WORD), CRITICAL);
    /** Takes context, out, where to write the length, room. */
    private static final MethodHandle FINISH =
            LINKER.downcallHandle(FunctionDescriptor.of(INT, WORD, WORD, WORD, WORD), CRITICAL);

    /** @param find gives a function's address or throws. */
    public static MacCalls of(Function<String, MemorySegment> find) {
        return new MacCalls(
                find.apply("EVP_MAC_CTX_new"),
                find.apply("EVP_MAC_CTX_free"),
                find.apply("EVP_MAC_init"),
                find.apply("EVP_MAC_update"),
                find.apply("EVP_MAC_final"));
    }

    /**
     * Makes a context with a key. Allocates: for the first packet of a thread, or set-up.
     *
     * @param parameters address of an array of {@code OSSL_PARAM} that names the hash.
     * @return its address, 0 if there is no memory for it or no such hash.
     */
    public long newContext(long mac, long key, long length, long parameters) {
        try {
            long context = (long) MAKE.invokeExact(make, mac);
            if (context != 0 && (int) SET_UP.invokeExact(init, context, key, length, parameters) != 1) {
                freeContext(context);
                return 0;
            }
            return context;
        } catch (Throwable e) {
            throw new IllegalStateException("the downcall failed", e);
        }
    }

    /** Zeroes and frees a context; 0 is allowed. */
    public void freeContext(long context) {
        try {
            FREE.invokeExact(free, context);
        } catch (Throwable e) {
            throw new IllegalStateException("the downcall failed", e);
        }
    }

    /**
     * Authenticates bytes that stand in one piece.
     *
     * @param out address of {@code room} bytes, enough for the whole hash.
     * @param made address of a long.
     */
    public boolean authenticate(long context, long in, int length, long out, int room, long made) {
        try {
            return (int) BEGIN.invokeExact(init, context, 0L, 0L, 0L) == 1
                    && (int) UPDATE.invokeExact(update, context, in, (long) length) == 1
                    && (int) FINISH.invokeExact(finish, context, out, made, (long) room) == 1;
        } catch (Throwable _) {
            // a critical downcall throws nothing; the compiler does not know
            return false;
        }
    }
}
