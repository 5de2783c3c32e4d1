// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

/**
 * A listener's answer to a {@link DeviceEvent}: done, or an objection with its reason ({@code NOTIFY_DONE} and
 * {@code NOTIFY_BAD}).
 *
 * @param objection why the event must not be; empty when there is nothing against it.
 */
public record NotifyResult(String objection) {
    public static final NotifyResult DONE = new NotifyResult("");

    /** Objects, in words that a user can act on. */
    public static NotifyResult bad(String objection) {
        return new NotifyResult(objection);
    }

    public boolean isBad() {
        return !objection.isEmpty();
    }
}
