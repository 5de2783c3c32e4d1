// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.choice;

import io.ringlane.crypto.CryptoBurst;
import io.ringlane.crypto.CryptoKey;
import java.util.Arrays;

/**
 * Whose keys are whose, among the members of a {@link ChosenProvider}: by what their shape begins with or, where they
 * have none, by their class. Immutable; replaced when a member makes a key of a new kind.
 */
final class KeyOwners {
    static final KeyOwners NONE = new KeyOwners(new int[0], new Class<?>[0], new int[0], -1);

    private static final int NOBODY = -1;
    private static final int SEVERAL = -2;

    /** Upper halves of shapes, 0 where the class counts. */
    private final int[] shapes;

    private final Class<?>[] classes;
    private final int[] members;
    private final int only;

    private KeyOwners(int[] shapes, Class<?>[] classes, int[] members, int only) {
        this.shapes = shapes;
        this.classes = classes;
        this.members = members;
        this.only = only;
    }

    /** With a key that a member has made. */
    KeyOwners and(CryptoKey key, int member) {
        int count = members.length;
        for (int i = 0; i < count; i++) {
            if (classes[i] == key.getClass() && shapes[i] == key.shape() >>> Short.SIZE) {
                return this;
            }
        }
        int[] moreShapes = Arrays.copyOf(shapes, count + 1);
        Class<?>[] moreClasses = Arrays.copyOf(classes, count + 1);
        int[] moreMembers = Arrays.copyOf(members, count + 1);
        moreShapes[count] = key.shape() >>> Short.SIZE;
        moreClasses[count] = key.getClass();
        moreMembers[count] = member;
        return new KeyOwners(moreShapes, moreClasses, moreMembers, count == 0 || only == member ? member : SEVERAL);
    }

    /** The member that made all keys; negative when several did, or none. */
    int only() {
        return only;
    }

    /** Whose key an entry has, negative for nobody's. A key that has a shape need not be named in the burst. */
    int of(CryptoBurst burst, int index) {
        int shape = burst.keyShape(index) >>> Short.SIZE;
        CryptoKey key = shape == 0 ? burst.key(index) : null;
        for (int i = 0; i < members.length; i++) {
            if (shape == 0 ? key != null && classes[i] == key.getClass() : shapes[i] == shape) {
                return members[i];
            }
        }
        return NOBODY;
    }
}
