// SPDX-License-Identifier: Apache-2.0
package io.ringlane.stats;

/** The kernel's {@code xfrm_stat} table, in its order and with its names and meanings (xfrm_proc.rst). */
public enum XfrmCounter {
    IN_ERROR("XfrmInError"),
    IN_BUFFER_ERROR("XfrmInBufferError"),
    IN_HDR_ERROR("XfrmInHdrError"),
    IN_NO_STATES("XfrmInNoStates"),
    IN_STATE_PROTO_ERROR("XfrmInStateProtoError"),
    IN_STATE_MODE_ERROR("XfrmInStateModeError"),
    IN_STATE_SEQ_ERROR("XfrmInStateSeqError"),
    IN_STATE_EXPIRED("XfrmInStateExpired"),
    IN_STATE_MISMATCH("XfrmInStateMismatch"),
    IN_STATE_INVALID("XfrmInStateInvalid"),
    IN_TMPL_MISMATCH("XfrmInTmplMismatch"),
    IN_NO_POLS("XfrmInNoPols"),
    IN_POL_BLOCK("XfrmInPolBlock"),
    IN_POL_ERROR("XfrmInPolError"),
    OUT_ERROR("XfrmOutError"),
    OUT_BUNDLE_GEN_ERROR("XfrmOutBundleGenError"),
    OUT_BUNDLE_CHECK_ERROR("XfrmOutBundleCheckError"),
    OUT_NO_STATES("XfrmOutNoStates"),
    OUT_STATE_PROTO_ERROR("XfrmOutStateProtoError"),
    OUT_STATE_MODE_ERROR("XfrmOutStateModeError"),
    OUT_STATE_SEQ_ERROR("XfrmOutStateSeqError"),
    OUT_STATE_EXPIRED("XfrmOutStateExpired"),
    OUT_POL_BLOCK("XfrmOutPolBlock"),
    OUT_POL_DEAD("XfrmOutPolDead"),
    OUT_POL_ERROR("XfrmOutPolError"),
    FWD_HDR_ERROR("XfrmFwdHdrError"),
    OUT_STATE_INVALID("XfrmOutStateInvalid"),
    ACQUIRE_ERROR("XfrmAcquireError");

    private final String label;

    XfrmCounter(String label) {
        this.label = label;
    }

    /** The name in the kernel's table. */
    public String label() {
        return label;
    }
}
