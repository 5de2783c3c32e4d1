// SPDX-License-Identifier: Apache-2.0
package io.ringlane.crypto.ipsecmb;

import io.ringlane.crypto.ipsecmb.job.JobLibrary;
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
 * The installed {@code libIPSec_MB}, found on the loader's path, never unloaded; or the reason why there is none that
 * can be used. Immutable, opened once, on any thread.
 */
@SuppressWarnings("restricted") // loads and calls native code: that is what it is for
final class IpsecMbLibrary {
    /** Newest first. */
    static final List<String> FILE_NAMES = List.of("libIPSec_MB.so.2", "libIPSec_MB.so.1");

    private static final String HOW_TO_INSTALL =
            "Debian, Ubuntu: apt-get install libipsec-mb1 or libipsec-mb2; Fedora: dnf install intel-ipsec-mb";

    private static final int SHORTEST_KEY = 16;
    private static final int MOST_TEXT = 64;
    private static final int PROBE_BYTES = 4096;
    private static final byte PROBE_MARK = (byte) 0xa5;

    /** Opened when first asked for. */
    private static final class Installed {
        private static final IpsecMbLibrary LIBRARY = open(FILE_NAMES);
    }

    private final List<GcmKernels> kernels;
    private final LibraryVersion version;
    private final int usedBytes;
    private final JobLibrary jobs;
    private final String description;
    private final String absence;

    private IpsecMbLibrary(
            List<GcmKernels> kernels,
            LibraryVersion version,
            int usedBytes,
            JobLibrary jobs,
            String description,
            String absence) {
        this.kernels = kernels;
        this.version = version;
        this.usedBytes = usedBytes;
        this.jobs = jobs;
        this.description = description;
        this.absence = absence;
    }

    static IpsecMbLibrary installed() {
        return Installed.LIBRARY;
    }

    /** The first usable library of the file names given. */
    static IpsecMbLibrary open(List<String> fileNames) {
        List<String> refused = new ArrayList<>();
        for (String fileName : fileNames) {
            Optional<SymbolLookup> symbols = load(fileName);
            if (symbols.isPresent()) {
                IpsecMbLibrary library = open(fileName, symbols.get());
                if (library.absence == null) {
                    return library;
                }
                refused.add(library.absence);
            }
        }
        return absent(
                refused.isEmpty()
                        ? "none of " + String.join(", ", fileNames) + " is installed (" + HOW_TO_INSTALL + ")"
                        : String.join("; ", refused));
    }

    private static IpsecMbLibrary absent(String why) {
        return new IpsecMbLibrary(List.of(), null, 0, JobLibrary.absent(why), "", why);
    }

    private static Optional<SymbolLookup> load(String fileName) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(fileName, Arena.global()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static IpsecMbLibrary open(String fileName, SymbolLookup symbols) {
        try {
            return open(fileName, new Exports(symbols));
        } catch (Throwable e) {
            return absent(fileName + ": " + e.getMessage());
        }
    }

    /** 1. version, 2. manager for this CPU, 3. the kernels out of its table, 4. jobs, 5. the schedule's length. */
    private static IpsecMbLibrary open(String fileName, Exports exports) throws Throwable {
        String text = exports.versionText();
        LibraryVersion version = LibraryVersion.of(text);
        if (version == null) {
            return absent(fileName + " is IPsec-MB " + text + ", known are " + LibraryVersion.known());
        }
        MemorySegment manager = exports.newManager(version.tableBytes());
        try {
            KernelTable.Found found = new KernelTable(exports.symbols, manager, version, exports.anchor()).find();
            if (found != null) {
                JobLibrary jobs = JobLibrary.open(exports.symbols, manager, exports.anchor());
                String description = "IPsec-MB " + text + ", " + found.family();
                return proved(fileName, found.kernels(), version, jobs, description);
            }
        } finally {
            exports.free(manager);
        }
        return absent(fileName + " is IPsec-MB " + text + ", but its AES-GCM kernels are not where "
                + LibraryVersion.known() + " have them, or this CPU has no AES instructions");
    }

    private static IpsecMbLibrary proved(
            String fileName, List<GcmKernels> kernels, LibraryVersion version, JobLibrary jobs, String description) {
        int used = 0;
        for (GcmKernels candidate : kernels) {
            used = Math.max(used, bytesWritten(candidate));
        }
        if (used > version.scheduleBytes()) {
            return absent(fileName + " is " + description + ", whose expanded keys are longer than "
                    + version.scheduleBytes() + " bytes");
        }
        return new IpsecMbLibrary(kernels, version, used, jobs, description, null);
    }

    /** Expands a key of zeros in marked memory and looks where the last write was. */
    private static int bytesWritten(GcmKernels kernels) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(MOST_TEXT, MOST_TEXT);
            MemorySegment schedule = arena.allocate(PROBE_BYTES, MOST_TEXT).fill(PROBE_MARK);
            kernels.expand(key.address(), schedule.address());
            int end = PROBE_BYTES;
            while (end > 0 && schedule.get(ValueLayout.JAVA_BYTE, end - 1L) == PROBE_MARK) {
                end--;
            }
            return end;
        }
    }

    /** Why nothing can be used, in one line; null when all is well. */
    String absence() {
        return absence;
    }

    /** The kernels for a key of 16, 24 or 32 bytes. */
    GcmKernels kernels(int keyLength) {
        return kernels.get((keyLength - SHORTEST_KEY) / Long.BYTES);
    }

    /** Bytes that an expanded key may have. */
    int scheduleBytes() {
        return version.scheduleBytes();
    }

    /** Bytes of it that the kernels of this CPU use. */
    int usedBytes() {
        return usedBytes;
    }

    /** What is done by jobs: all but AES-GCM and GMAC. */
    JobLibrary jobs() {
        return jobs;
    }

    /** Version and family of kernels, and what of it is not used. */
    @Override
    public String toString() {
        if (absence != null) {
            return absence;
        }
        return jobs.absence() == null ? description : description + "; not all by jobs: " + jobs.absence();
    }

    /**
     * The few functions of the library that set it up. Addresses are plain words, as in other calls of the process:
     * each shape of call that it has not had before costs milliseconds.
     */
    private record Exports(SymbolLookup symbols) {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final ValueLayout.OfLong ADDRESS = ValueLayout.JAVA_LONG;

        private MethodHandle call(String name, FunctionDescriptor descriptor) {
            MemorySegment function = symbols.find(name)
                    .orElseThrow(
                            () -> new IllegalStateException("has no function " + name + ", so it is not IPsec-MB"));
            return LINKER.downcallHandle(function, descriptor);
        }

        private String versionText() throws Throwable {
            MethodHandle version = call("imb_get_version_str", FunctionDescriptor.of(ADDRESS));
            long text = (long) version.invokeExact();
            return MemorySegment.ofAddress(text).reinterpret(MOST_TEXT).getString(0);
        }

        /** A manager initialised for this CPU; its first bytes can be read. */
        private MemorySegment newManager(int bytes) throws Throwable {
            MethodHandle alloc = call("alloc_mb_mgr", FunctionDescriptor.of(ADDRESS, ValueLayout.JAVA_LONG));
            MethodHandle init = call("init_mb_mgr_auto", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
            // an int, whose upper half is not looked at
            MethodHandle errorOf = call("imb_get_errno", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ADDRESS));
            MemorySegment manager = MemorySegment.ofAddress((long) alloc.invokeExact(0L));
            if (manager.address() == 0) {
                throw new IllegalStateException("has no memory for its manager");
            }
            init.invokeExact(manager.address(), 0L);
            int error = (int) (long) errorOf.invokeExact(manager.address());
            if (error != 0) {
                free(manager);
                throw new IllegalStateException("cannot be initialised for this CPU, error " + error);
            }
            return manager.reinterpret(bytes);
        }

        private void free(MemorySegment manager) throws Throwable {
            MethodHandle free = call("free_mb_mgr", FunctionDescriptor.ofVoid(ADDRESS));
            free.invokeExact(manager.address());
        }

        private long anchor() {
            return symbols.find("imb_get_version_str")
                    .map(MemorySegment::address)
                    .orElse(0L);
        }
    }
}
