// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto;

import io.ringlane.sa.EspTransform;
import io.ringlane.sa.SecretKey;
import java.io.Serial;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * AES-GCM through {@code javax.crypto}. One thread owns an instance and its two scratch arrays: a text is gathered into
 * the one (head, borrowed body, tail), the cipher writes the other, and that is copied to the head's place. The JDK is
 * fastest from array to array.
 *
 * <p>It makes garbage: 912 to 1,024 bytes a packet sealed with compressed references, some 1,250 without (measured on
 * JDK 25), all but the parameter object inside the JDK's {@code init} and {@code updateAAD}. A nonce equal to the one
 * that this instance used before under the same key is refused by the JDK and the packet becomes
 * {@link CryptoBurst#FAILED}: the last guard against a repeated nonce, not the first.
 */
final class JdkAesGcm implements BurstCipher {
    private static final int NONCE_LENGTH = 12;
    /** Shortest ICV that the JDK's GCM makes and checks itself. */
    private static final int SHORTEST_JDK_ICV = 12;
    /** GCM encrypts the text with counter values from 2 on; 1 belongs to the ICV (NIST SP 800-38D, 7.1). */
    private static final int FIRST_TEXT_COUNTER = 2;

    private static final int ICV_ROOM = 16;

    private final Object owner = new Object();
    private final UnsafeBuffer memory = new UnsafeBuffer(0, 0);
    private final byte[] source = new byte[CryptoBurst.LONGEST_TEXT + ICV_ROOM];
    private final byte[] result = new byte[CryptoBurst.LONGEST_TEXT + ICV_ROOM];
    private final byte[] icvCame = new byte[ICV_ROOM];
    private final byte[] icvMade = new byte[ICV_ROOM];
    private final byte[] aad = new byte[CryptoBurst.SCRATCH];
    private final byte[] nonce = new byte[NONCE_LENGTH];
    /** Nonce and block counter; the counter is the same for each packet. */
    private final byte[] counterBlock = new byte[16];

    JdkAesGcm() {
        counterBlock[counterBlock.length - 1] = FIRST_TEXT_COUNTER;
    }

    @Override
    public void seal(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            byte outcome;
            try {
                outcome = sealOne(burst, i);
            } catch (GeneralSecurityException | ProviderException | IllegalStateException _) {
                outcome = CryptoBurst.FAILED;
            }
            burst.outcome(i, outcome);
        }
    }

    @Override
    public void open(CryptoBurst burst, int from, int to) {
        for (int i = from; i < to; i++) {
            byte outcome;
            try {
                outcome = openOne(burst, i);
            } catch (AEADBadTagException _) {
                outcome = CryptoBurst.BAD_ICV;
            } catch (GeneralSecurityException | ProviderException | IllegalStateException _) {
                outcome = CryptoBurst.FAILED;
            }
            burst.outcome(i, outcome);
        }
    }

    /** 1. gather, 2. seal from array to array, 3. write ciphertext and as much of the ICV as the SA carries. */
    private byte sealOne(CryptoBurst burst, int index) throws GeneralSecurityException {
        if (!isUsable(burst, index)) {
            return CryptoBurst.FAILED;
        }
        Key key = (Key) burst.key(index);
        int length = gather(burst, index, 0);
        int icvLength = key.transform.icvLength();
        Ciphers ciphers = key.ciphers(owner);
        init(ciphers.gcm, Cipher.ENCRYPT_MODE, key, Math.max(icvLength, SHORTEST_JDK_ICV));
        ciphers.gcm.updateAAD(aad, 0, burst.aadLength(index));
        ciphers.gcm.doFinal(source, 0, length, result, 0);
        write(burst.headAddress(index), length + icvLength);
        return CryptoBurst.DONE;
    }

    private byte openOne(CryptoBurst burst, int index) throws GeneralSecurityException {
        if (!isUsable(burst, index)) {
            return CryptoBurst.FAILED;
        }
        Key key = (Key) burst.key(index);
        int icvLength = key.transform.icvLength();
        int length = gather(burst, index, icvLength);
        if (icvLength < SHORTEST_JDK_ICV) {
            return openShortIcv(burst, index, key, length);
        }
        Cipher gcm = key.ciphers(owner).gcm;
        init(gcm, Cipher.DECRYPT_MODE, key, icvLength);
        gcm.updateAAD(aad, 0, burst.aadLength(index));
        gcm.doFinal(source, 0, length + icvLength, result, 0);
        write(burst.headAddress(index), length);
        return CryptoBurst.DONE;
    }

    /**
     * The JDK does not check an ICV of 64 bits. So the text is decrypted in counter mode and sealed again: that gives
     * the ciphertext that came, and the whole ICV, whose first bytes are compared in constant time. Nothing is written
     * before the comparison.
     */
    private byte openShortIcv(CryptoBurst burst, int index, Key key, int length) throws GeneralSecurityException {
        Ciphers ciphers = key.ciphers(owner);
        int icvLength = key.transform.icvLength();
        System.arraycopy(source, length, icvCame, 0, icvLength);

        System.arraycopy(nonce, 0, counterBlock, 0, NONCE_LENGTH);
        Cipher counterMode = ciphers.counterMode();
        counterMode.init(Cipher.DECRYPT_MODE, key.material, new IvParameterSpec(counterBlock));
        counterMode.doFinal(source, 0, length, result, 0);

        Cipher resealer = ciphers.resealer();
        initAgain(resealer, key);
        resealer.updateAAD(aad, 0, burst.aadLength(index));
        resealer.doFinal(result, 0, length, source, 0);
        System.arraycopy(source, length, icvMade, 0, icvLength);
        if (!MessageDigest.isEqual(icvMade, icvCame)) {
            return CryptoBurst.BAD_ICV;
        }
        write(burst.headAddress(index), length);
        return CryptoBurst.DONE;
    }

    /** True when the entry's key is open and of this provider, and its lengths fit the scratch arrays. */
    private static boolean isUsable(CryptoBurst burst, int index) {
        return burst.key(index) instanceof Key key && !key.material.isClosed() && burst.hasLengthsInRange(index);
    }

    /**
     * Brings text, nonce and AAD of an entry into the scratch arrays.
     *
     * @param behind bytes to bring along that stand behind the text.
     * @return length of the text.
     */
    private int gather(CryptoBurst burst, int index, int behind) {
        int headLength = burst.headLength(index);
        int bodyLength = burst.bodyLength(index);
        int tailLength = burst.tailLength(index) + behind;
        long head = burst.headAddress(index);
        read(head, source, 0, headLength);
        read(burst.bodyAddress(index), source, headLength, bodyLength);
        read(head + headLength + bodyLength, source, headLength + bodyLength, tailLength);
        read(burst.nonceAddress(index), nonce, 0, NONCE_LENGTH);
        read(burst.aadAddress(index), aad, 0, burst.aadLength(index));
        return headLength + bodyLength + tailLength - behind;
    }

    private void read(long address, byte[] target, int offset, int length) {
        if (length > 0) {
            memory.wrap(address, length);
            memory.getBytes(0, target, offset, length);
        }
    }

    private void write(long address, int length) {
        if (length > 0) {
            memory.wrap(address, length);
            memory.putBytes(0, result, 0, length);
        }
    }

    private void init(Cipher gcm, int mode, Key key, int icvLength) throws GeneralSecurityException {
        gcm.init(mode, key.material, new GCMParameterSpec(icvLength * Byte.SIZE, nonce));
    }

    /** Readies the resealer also for the nonce that it had just before, as a packet that came twice needs. */
    private void initAgain(Cipher resealer, Key key) throws GeneralSecurityException {
        nonce[0] ^= 1;
        init(resealer, Cipher.ENCRYPT_MODE, key, ICV_ROOM);
        nonce[0] ^= 1;
        init(resealer, Cipher.ENCRYPT_MODE, key, ICV_ROOM);
    }

    /** Wipes the scratch arrays, which hold the last packet's text. */
    @Override
    public void close() {
        Arrays.fill(source, (byte) 0);
        Arrays.fill(result, (byte) 0);
    }

    /**
     * Key of one SA, with the JDK's cipher objects of each thread that uses it. The key itself stands off-heap and is
     * zeroed on close. What the JDK keeps on the heap (the expanded key, its copy of the key, and short-lived copies
     * made by each init) cannot be reached: closing only drops the cipher objects for the collector.
     */
    static final class Key implements CryptoKey {
        private final EspTransform transform;
        private final Material material;
        private final Map<Object, Ciphers> ciphersOf = new ConcurrentHashMap<>();

        /** @param bytes the key without the salt; copied, and wiped. */
        Key(EspTransform transform, byte[] bytes) {
            this.transform = transform;
            material = new Material(bytes);
        }

        private Ciphers ciphers(Object owner) throws GeneralSecurityException {
            Ciphers ciphers = ciphersOf.get(owner);
            return ciphers != null ? ciphers : newCiphers(owner);
        }

        private Ciphers newCiphers(Object owner) throws GeneralSecurityException {
            Ciphers ciphers = new Ciphers();
            ciphersOf.put(owner, ciphers);
            return ciphers;
        }

        @Override
        public EspTransform transform() {
            return transform;
        }

        @Override
        public void close() {
            material.secret.close();
            ciphersOf.clear();
        }
    }

    /** The JDK's cipher objects for one key and one thread; the last two only where a 64-bit ICV is opened. */
    private static final class Ciphers {
        private final Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        private Cipher counterMode;
        private Cipher resealer;

        private Ciphers() throws GeneralSecurityException {}

        private Cipher counterMode() throws GeneralSecurityException {
            if (counterMode == null) {
                counterMode = Cipher.getInstance("AES/CTR/NoPadding");
            }
            return counterMode;
        }

        private Cipher resealer() throws GeneralSecurityException {
            if (resealer == null) {
                resealer = Cipher.getInstance("AES/GCM/NoPadding");
            }
            return resealer;
        }
    }

    /** The key as the JDK wants to see it: hands out a copy from off-heap memory, which the JDK wipes or keeps. */
    private static final class Material implements javax.crypto.SecretKey {
        @Serial
        private static final long serialVersionUID = 1L;

        private final transient SecretKey secret;

        private Material(byte[] bytes) {
            secret = new SecretKey(bytes);
        }

        private boolean isClosed() {
            return secret.isClosed();
        }

        @Override
        public String getAlgorithm() {
            return "AES";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            byte[] copy = new byte[secret.length()];
            secret.copyTo(0, copy);
            return copy;
        }

        @Override
        public String toString() {
            return secret.toString();
        }
    }
}
