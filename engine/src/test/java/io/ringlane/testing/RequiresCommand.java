// SPDX-License-Identifier: Apache-2.0
package io.ringlane.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** Skips a test, with a line that says so, where one of the commands is not on the PATH. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCommandCondition.class)
public @interface RequiresCommand {
    /** The commands, such as {@code tshark}. */
    String[] value();
}
