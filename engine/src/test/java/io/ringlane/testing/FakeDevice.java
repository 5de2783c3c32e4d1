// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import io.ringlane.dev.DeviceBase;
import io.ringlane.dev.XfrmDeviceOps;
import java.util.List;

/** A device with scripted queues ({@link FakeQueue}), settable features and, if given, a driver's xfrm operations. */
public final class FakeDevice extends DeviceBase {
    private final FakeQueue[] fakeQueues;
    private long gsoPartialFeatures;
    private long encapsulatedMask = -1;
    private XfrmDeviceOps xfrmOps;

    private FakeDevice(String name, int mtu, long features, long changeable, FakeQueue[] queues) {
        super(name, mtu, features, changeable, queues);
        fakeQueues = queues;
    }

    /** One queue, MTU 1500, the given bits of {@code Features} on, all of them changeable. */
    public static FakeDevice of(String name, long features) {
        return of(name, 1500, 1, features, -1);
    }

    /** @param changeable bits of {@code Features} that may be switched after registration. */
    public static FakeDevice of(String name, int mtu, int queues, long features, long changeable) {
        FakeQueue[] made = new FakeQueue[queues];
        for (int i = 0; i < queues; i++) {
            made[i] = new FakeQueue(i);
        }
        return new FakeDevice(name, mtu, features, changeable, made);
    }

    public FakeDevice xfrmOps(XfrmDeviceOps ops) {
        xfrmOps = ops;
        return this;
    }

    public FakeDevice gsoPartialFeatures(long features) {
        gsoPartialFeatures = features;
        return this;
    }

    /** Features that are lost for encapsulated packets. */
    public FakeDevice notEncapsulated(long features) {
        encapsulatedMask = ~features;
        return this;
    }

    @Override
    public FakeQueue queue(int index) {
        return fakeQueues[index];
    }

    @Override
    public XfrmDeviceOps xfrmOps() {
        return xfrmOps;
    }

    @Override
    public long gsoPartialFeatures() {
        return gsoPartialFeatures;
    }

    @Override
    public long encapsulatedFeatures() {
        return features() & encapsulatedMask;
    }

    /** Frames taken by the first queue. */
    public List<byte[]> sent() {
        return fakeQueues[0].sent();
    }
}
