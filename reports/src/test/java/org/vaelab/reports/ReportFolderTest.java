// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be replaced by a report, and whether a report is the one that the records give. */
final class ReportFolderTest {

    @TempDir Path temporary;
    private ReportFolder place;
    private Report report;

    @BeforeEach
    void write() throws IOException {
        Path comparison = temporary.resolve("comparison");
        ExampleComparison.write(comparison, List.of(1L));
        report = Report.of(List.of(comparison));
        place = new ReportFolder(temporary.resolve("joint"));
        report.write(place);
    }

    @Test
    void theReportThatWasWrittenIsTheOneOfTheRecords() throws IOException {
        assertThat(report.differencesOf(place).isEmpty()).isTrue();
    }

    @Test
    void everyFileThatDiffersIsNamed() throws IOException {
        Path page = place.path().resolve("index.html");
        Files.writeString(page, Files.readString(page).replaceFirst("-104", "-103"));
        Files.delete(place.path().resolve("data/means.csv"));
        Files.writeString(place.path().resolve("figures/mine.txt"), "mine");
        ReportDifferences differences = report.differencesOf(place);
        assertThat(differences.isEmpty()).isFalse();
        assertThat(differences.different()).containsExactly("index.html");
        assertThat(differences.missing()).containsExactly("data/means.csv");
        assertThat(differences.extra()).containsExactly("figures/mine.txt");
    }

    @Test
    void whereThereIsNoReportAllOfItIsMissing() throws IOException {
        ReportDifferences none =
                report.differencesOf(new ReportFolder(temporary.resolve("nothing")));
        assertThat(none.missing()).hasSize(report.size());
        assertThat(none.different()).isEmpty();
        assertThat(temporary.resolve("nothing")).doesNotExist();
    }

    @Test
    void onlyAReportOrNothingMayBeReplaced() throws IOException {
        assertThat(place.mayBeReplaced()).isTrue();
        assertThat(new ReportFolder(temporary.resolve("nothing")).mayBeReplaced()).isTrue();
        Path empty = Files.createDirectory(temporary.resolve("empty"));
        assertThat(new ReportFolder(empty).mayBeReplaced()).isTrue();
        assertThat(new ReportFolder(temporary.resolve("comparison")).mayBeReplaced()).isFalse();
        Path file = Files.writeString(temporary.resolve("file"), "not a folder");
        assertThat(new ReportFolder(file).mayBeReplaced()).isFalse();
        Path paper = Files.createDirectories(temporary.resolve("paper"));
        for (String part : List.of("figures", "tables", "data")) {
            Files.createDirectory(paper.resolve(part));
        }
        assertThat(new ReportFolder(paper).mayBeReplaced()).isFalse();
        Files.writeString(place.path().resolve("notes.txt"), "mine");
        assertThat(place.mayBeReplaced()).isFalse();
    }
}
