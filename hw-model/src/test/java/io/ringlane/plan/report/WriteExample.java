// SPDX-License-Identifier: Apache-2.0
package io.ringlane.plan.report;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the example report into a folder, to look at. */
final class WriteExample {
    private WriteExample() {}

    public static void main(String[] args) throws IOException {
        ReportFolder.write(Path.of(args[0]), ExampleReport.make(), ExampleCharts.histograms());
    }
}
