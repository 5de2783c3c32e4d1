// SPDX-License-Identifier: Apache-2.0
package io.ringlane.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A checkpoint file, mapped into memory and locked against every other process for as long as it is open. All its
 * blocks are there from the beginning, so that a full disk cannot fail a store. Used by one thread at a time.
 */
final class MappedMemory implements CheckpointMemory {
    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment segment;
    private final UnsafeBuffer bytes;

    private MappedMemory(Path file, FileChannel channel, FileLock lock) throws IOException {
        this.file = file;
        this.channel = channel;
        this.lock = lock;
        segment = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
        bytes = new UnsafeBuffer(segment.address(), (int) segment.byteSize());
    }

    /** Makes a file of zeros, all of it on the disk. @throws CheckpointException when there is one, or no room. */
    static MappedMemory create(Path file, int length) {
        try {
            FileChannel channel = FileChannel.open(
                    file,
                    Set.<OpenOption>of(
                            StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    ownerOnly(file));
            try {
                fill(channel, length);
                forceFolder(file);
                return locked(file, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                Files.deleteIfExists(file);
                throw e;
            }
        } catch (FileAlreadyExistsException e) {
            throw new CheckpointException(file + ": is there already; open it, its numbers are used", e);
        } catch (NoSuchFileException e) {
            throw new CheckpointException(file + ": its folder does not exist", e);
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be made: " + reason(e), e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void fill(FileChannel channel, int length) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
        for (int left = length; left > 0; left -= zeros.limit()) {
            zeros.clear().limit(Math.min(CHUNK, left));
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
        }
        channel.force(true);
    }

    /** The name of the file, too, has to be on the disk; a system whose folders cannot be opened does so itself. */
    private static void forceFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Opens a file that was made before. @throws CheckpointException when it is lost, or in use. */
    static MappedMemory open(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                return locked(file, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new CheckpointException(
                    file + ": no such file; which numbers were used is not known: make a new one, with new keys", e);
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be opened: " + reason(e), e);
        }
    }

    private static MappedMemory locked(Path file, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw new CheckpointException(file + ": is in use by this process", e);
        }
        if (lock == null) {
            throw new CheckpointException(file + ": is in use by another process");
        }
        if (channel.size() > Integer.MAX_VALUE) {
            throw new CheckpointException(file + ": is no checkpoint file: too large");
        }
        return new MappedMemory(file, channel, lock);
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public MutableDirectBuffer bytes() {
        return bytes;
    }

    @Override
    public void force() {
        segment.force();
    }

    @Override
    public void close() {
        bytes.wrap(0, 0);
        arena.close();
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new CheckpointException(file + ": cannot be closed: " + reason(e), e);
        }
    }
}
