// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.reports.Report;
import org.vaelab.reports.ReportFolder;

/** The report of a comparison in its own folder. */
record ComparisonReport(ComparisonFolder folder, Session session) {

    /**
     * Writes the report of all existing records, including those of other processes. The user can
     * interrupt its construction, but not the replacement of the earlier report.
     *
     * @return the first page
     */
    Path write(ComparisonLock lock, Interruption interruption) throws IOException {
        try (Closeable writing = lock.writingReport()) {
            Report report =
                    Report.of(
                            List.of(folder.path()),
                            List.of(),
                            session.context().sections().all(),
                            part -> show("report: " + part, interruption));
            ReportFolder place = new ReportFolder(folder.report());
            try (Interruption.Orderly replacing = interruption.orderly()) {
                report.write(place);
            }
            show("", interruption);
            return firstPage(place.path(), folder.readPlan().reportFormats());
        }
    }

    /** Nothing is shown after the farewell: an interruption keeps later orderly work waiting. */
    private void show(String text, Interruption interruption) {
        try (Interruption.Orderly showing = interruption.orderly()) {
            session.console().show(text);
        }
    }

    private static Path firstPage(Path report, List<String> formats) {
        if (formats.contains("html")) {
            return report.resolve("index.html");
        }
        return formats.contains("markdown") ? report.resolve("report.md") : report;
    }
}
