// SPDX-License-Identifier: Apache-2.0
package io.ringlane.cli;

import picocli.CommandLine.IVersionProvider;

/** Tells {@code --version} what runs: the product's version from the jar's manifest, and the JDK. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Main.class.getPackage().getImplementationVersion();
        return new String[] {"ringlane " + (version == null ? "(not packaged)" : version) + ", JDK " + Runtime.version()
        };
    }
}
