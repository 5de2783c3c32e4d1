// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.checkpoint.Checkpoint;
import io.ringlane.crypto.jdk.JdkProvider;
import io.ringlane.dev.Route;
import io.ringlane.packet.Packet;
import io.ringlane.testing.TestPackets;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A program to be killed: sends under one key for ever, numbers leased from a checkpoint, and writes the number of
 * each frame to its output when the frame is at the device.
 */
final class NumbersUnderFire {
    private static final ByteBuffer NUMBER = ByteBuffer.allocate(Integer.BYTES);

    private NumbersUnderFire() {}

    /** @param arguments the checkpoint file. */
    public static void main(String[] arguments) {
        // not System.out: nothing may be held back in this process
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        FrameDevice device = new FrameDevice("out0", 1500, frame -> write(out, frame));
        Checkpoint checkpoint = Checkpoint.open(Path.of(arguments[0])).block(1024);
        Engine engine = Engine.launch(new EngineContext()
                .stepped(false)
                .idle(EngineContext.Idle.YIELD)
                .crypto(new JdkProvider())
                .checkpoint(checkpoint)
                .route(new Route(device, 1500, new byte[14], Route.DEFAULT_HOP_LIMIT)));
        engine.addDevice(device);
        CoresFixture.protect(engine, 0, CoresFixture.settings(0).build());
        Producer producer = engine.producer();
        TestPackets sample = CoresFixture.packet(0, 1000, 0);
        int length = sample.bytes().length;
        while (true) {
            Packet packet = producer.take(length);
            if (packet != null) {
                sample.fill(packet);
                if (!producer.send(packet)) {
                    producer.discard(packet);
                }
                producer.flush();
            }
        }
    }

    private static boolean write(FileOutputStream out, Packet frame) {
        NUMBER.putInt(0, frame.buffer().getInt(frame.data() + 38, ByteOrder.BIG_ENDIAN));
        try {
            out.write(NUMBER.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }
}
