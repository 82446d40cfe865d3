// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.Format;

/** What may be replaced by a report, and whether a report is the one that the records give. */
final class ReportFolderTest {

    @TempDir private static Path comparison;
    private static Report report;

    /** Another report of the same place: of two seeds, and in fewer formats. */
    private static Report other;

    @TempDir Path temporary;
    private ReportFolder place;

    @BeforeAll
    static void build() throws IOException {
        ExampleComparison.write(comparison, List.of(1L));
        report = Report.of(List.of(comparison));
        ExampleComparison.write(comparison, List.of(1L, 2L));
        other =
                Report.of(
                        Comparison.read(comparison),
                        Set.of(Format.MARKDOWN),
                        List.of(),
                        part -> {});
    }

    @BeforeEach
    void write() throws IOException {
        place = new ReportFolder(temporary.resolve("joint"));
        report.write(place);
    }

    @Test
    void theReportThatWasWrittenIsTheOneOfTheRecords() throws IOException {
        assertThat(report.differencesOf(place).isUpToDate()).isTrue();
    }

    @Test
    void everyFileThatDiffersIsNamed() throws IOException {
        Path page = place.path().resolve("index.html");
        Files.writeString(page, Files.readString(page).replaceFirst("-104", "-103"));
        Files.delete(place.path().resolve("data/means.csv"));
        Files.writeString(place.path().resolve("figures/mine.txt"), "mine");
        ReportFolder.Differences differences = report.differencesOf(place);
        assertThat(differences.isUpToDate()).isFalse();
        assertThat(differences.different()).containsExactly("index.html");
        assertThat(differences.missing()).containsExactly("data/means.csv");
        assertThat(differences.extra()).containsExactly("figures/mine.txt");
    }

    @Test
    void whereThereIsNoReportAllOfItIsMissing() throws IOException {
        ReportFolder.Differences none =
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
        assertThat(new ReportFolder(comparison).mayBeReplaced()).isFalse();
        Path file = Files.writeString(temporary.resolve("file"), "not a folder");
        assertThat(new ReportFolder(file).mayBeReplaced()).isFalse();
        Path paper = Files.createDirectories(temporary.resolve("paper"));
        for (String part : List.of("figures", "tables", "data")) {
            Files.createDirectory(paper.resolve(part));
        }
        assertThat(new ReportFolder(paper).mayBeReplaced()).isFalse();
        Files.writeString(place.path().resolve("notes.txt"), "mine");
        assertThat(place.mayBeReplaced()).isTrue();
        Files.delete(place.path().resolve("files.sha256"));
        assertThat(place.mayBeReplaced()).isFalse();
    }

    private Path mine(String name) throws IOException {
        Path file = place.path().resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "mine");
    }

    @Test
    void theListHasTheChecksumOfEveryOtherFile() throws IOException {
        List<String> files = new ArrayList<>(report.files());
        assertThat(files.remove("files.sha256")).isTrue();
        List<String> lines = Files.readAllLines(place.path().resolve("files.sha256"));
        assertThat(lines).hasSameSizeAs(files);
        for (int i = 0; i < files.size(); i++) {
            byte[] content = Files.readAllBytes(place.path().resolve(files.get(i)));
            assertThat(lines.get(i)).isEqualTo(RecordMapper.hash(content) + "  " + files.get(i));
        }
    }

    @Test
    void otherFilesStay() throws IOException {
        List<Path> mine =
                List.of(mine("notes.txt"), mine("figures/mine.svg"), mine("own/deep/a.csv"));
        Path link = Files.createSymbolicLink(place.path().resolve("link"), Path.of("own"));
        assertThat(other.write(place)).isEmpty();
        assertThat(mine).allSatisfy(file -> assertThat(file).hasContent("mine"));
        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("own"));
        ReportFolder.Differences differences = other.differencesOf(place);
        assertThat(differences.isUpToDate()).isTrue();
        assertThat(differences.extra())
                .containsExactly("figures/mine.svg", "link", "notes.txt", "own/deep/a.csv");
        try (Stream<Path> beside = Files.list(temporary)) {
            assertThat(beside).noneMatch(file -> file.getFileName().toString().startsWith("."));
        }
    }

    @Test
    void anEditedFileOfAReportIsKeptUnderAnotherName() throws IOException {
        mine("report.md");
        mine("report.md.edited");
        mine("index.html");
        assertThat(other.write(place)).containsExactly(place.path().resolve("report.md.edited-2"));
        assertThat(place.path().resolve("report.md.edited-2")).hasContent("mine");
        assertThat(place.path().resolve("report.md.edited")).hasContent("mine");
        assertThat(place.path().resolve("report.md")).content().contains("|");
        // The other report has no such file.
        assertThat(place.path().resolve("index.html")).hasContent("mine");
        assertThat(place.path().resolve("tables")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"report.md", "data", "figures/learning-curves.png/notes.txt"})
    void aFileThatNoReportWroteIsNotReplaced(String name) throws IOException {
        FolderTree.delete(place.path());
        Path mine = mine(name);
        assertThatThrownBy(() -> report.write(place))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageStartingWith(mine + ": the report has a file of this name")
                .hasMessageContaining("move it away, or delete it");
        assertThat(mine).hasContent("mine");
        try (Stream<Path> files = Files.walk(temporary)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(mine);
        }
    }

    @Test
    void aListThatIsNoneOfAReportListsNothing() throws IOException {
        Path list = mine("files.sha256");
        assertThatThrownBy(() -> other.write(place))
                .hasMessageStartingWith(place.path().resolve("data").toString())
                .hasMessageContaining("the same: data/")
                .hasMessageContaining("files.sha256");
        assertThat(list).hasContent("mine");
        // The same report loses nothing but the list.
        Files.delete(list);
        assertThat(report.write(place)).isEmpty();
        assertThat(report.differencesOf(place).isUpToDate()).isTrue();
    }

    @Test
    void anExchangeThatWasKilledIsEnded() throws IOException {
        Path mine = mine("notes.txt");
        Path old = temporary.resolve(".joint.vaelab-old");
        Files.move(place.path(), old);
        other.write(place);
        assertThat(mine).hasContent("mine");
        assertThat(old).doesNotExist();

        // Killed later: the new folder has the files already.
        Files.createDirectory(old);
        Files.writeString(old.resolve("index.html"), "a part of the old report");
        other.write(place);
        assertThat(mine).hasContent("mine");
        assertThat(old).doesNotExist();
    }

    @Test
    void aDraftOfAKilledProcessGoes() throws IOException {
        Path draft = Files.createDirectory(temporary.resolve(".joint.vaelab-new"));
        Files.writeString(draft.resolve("index.html"), "a part of a report");
        other.write(place);
        assertThat(draft).doesNotExist();
        assertThat(place.path()).isDirectoryNotContaining("glob:**/.*");
    }
}
