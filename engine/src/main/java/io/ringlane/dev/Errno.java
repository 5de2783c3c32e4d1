// SPDX-License-Identifier: Apache-2.0
package io.ringlane.dev;

/** The kernel's error numbers, negative, where a driver or the conformance cases speak in them. */
public final class Errno {
    public static final int EPERM = -1;
    public static final int ESRCH = -3;
    public static final int ENOENT = -2;
    public static final int ENOMEM = -12;
    public static final int EEXIST = -17;
    public static final int EINVAL = -22;
    public static final int ENOSPC = -28;
    public static final int EPROTONOSUPPORT = -93;
    public static final int EOPNOTSUPP = -95;
    public static final int EINPROGRESS = -115;

    private Errno() {}
}
