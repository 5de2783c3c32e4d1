// SPDX-License-Identifier: Apache-2.0
package io.ringlane.build;

import java.util.function.IntSupplier;

/** What has no place on the hot path, one offence per method, and what has; only its byte code is read. */
final class HotPathFixture {
    /** A closed set, for the switch without default. */
    enum Answer {
        OK,
        BUSY
    }

    private int[] kept;
    private Object boxed;
    private IntSupplier supplier;

    HotPathFixture() {
        kept = new int[4];
    }

    int clean(Answer answer, int index) {
        assert index < kept.length;
        supplier = () -> 42;
        return switch (answer) {
            case OK -> kept[index];
            case BUSY -> -1;
        };
    }

    void newObject() {
        boxed = new Object();
    }

    void newArray() {
        kept = new int[8];
    }

    String variableArguments(String format) {
        return format.formatted(boxed, boxed);
    }

    void boxing(int value) {
        boxed = value;
    }

    void capturing(int value) {
        supplier = () -> value;
    }

    String concatenation(int value) {
        return "value " + value;
    }

    void throwing(RuntimeException fault) {
        throw fault;
    }

    int locking() {
        synchronized (this) {
            return kept[0];
        }
    }

    synchronized int lockingAll() {
        return supplier.getAsInt();
    }
}
