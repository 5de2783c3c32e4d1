// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

/** Answer to the wish for a lease of an SA's numbers. */
public sealed interface LeaseResult {
    /** The SA may go on behind {@link NumberLease#start}. */
    record Granted(NumberLease lease) implements LeaseResult {}

    /** The SA must not send. @param reason one line. */
    record Refused(String reason) implements LeaseResult {}
}
