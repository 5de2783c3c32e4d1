// SPDX-License-Identifier: Apache-2.0
package io.ringlane.engine;

import io.ringlane.xfrm.TypeOffload;
import java.util.function.UnaryOperator;

/** Opens what the engine keeps in its package to tests of other packages. */
public final class EngineProbe {
    private EngineProbe() {}

    /** Puts a double between the path and ESP. */
    public static EngineContext wrap(EngineContext context, UnaryOperator<TypeOffload> wrapper) {
        return context.typeOffload(wrapper);
    }

    /** Slots of the core's own pool that are out. */
    public static int slotsOut(Engine engine) {
        return engine.slotsOut();
    }
}
