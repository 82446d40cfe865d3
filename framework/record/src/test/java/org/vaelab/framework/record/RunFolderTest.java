// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunFolderTest {

    @TempDir Path folder;

    private static HistoryEntry entry(long step, double loss, double seconds) {
        return new HistoryEntry(
                step,
                step / 100.0,
                Map.of(HistoryEntry.LOSS, loss),
                1e-3,
                1,
                Double.NaN,
                Map.of(),
                seconds,
                null);
    }

    @Test
    void seriesAreReadAsTheyWereWritten() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("run"));
        List<SeriesPoint> points =
                List.of(
                        new SeriesPoint("a, b", 1, "", "x", 1.5, Double.NaN, List.of()),
                        new SeriesPoint(
                                "c",
                                2,
                                "2024-01-01",
                                "y",
                                Double.NaN,
                                3,
                                List.of(1., 2., 3., 4., 5.)));
        assertThat(run.readSeries(SeriesPoint.Kind.GAPS)).isEmpty();
        run.writeSeries(SeriesPoint.Kind.GAPS, points);
        assertThat(run.readSeries(SeriesPoint.Kind.GAPS)).isEqualTo(points);
        assertThat(run.path().resolve("samples/series-gaps.csv"))
                .content()
                .isEqualTo(
                        """
                        series,step,time,variable,truth,value,q05,q25,q50,q75,q95
                        "a, b",1,,x,1.5,,,,,,
                        c,2,2024-01-01,y,,3.0,1.0,2.0,3.0,4.0,5.0
                        """);
    }

    @Test
    void resultIsReplacedWholly() throws IOException {
        RunFolder run = new RunFolder(folder.resolve("runs/a-1-b"));
        RunRecord record =
                RecordMapper.read(RunRecordTest.frozen(), RunRecord.class, "result.json");
        assertThat(run.hasResult()).isFalse();
        run.writeResult(record.withoutVolatile());
        run.writeResult(record);
        assertThat(run.readResult()).isEqualTo(record);
        assertThat(run.result()).hasBinaryContent(RunRecordTest.frozen());
        try (Stream<Path> files = Files.list(run.path())) {
            assertThat(files).containsExactly(run.result());
        }
    }

    @Test
    void historyIsAppendedAndRead() throws IOException {
        RunFolder run = new RunFolder(folder);
        assertThat(run.readHistory()).isEmpty();
        try (JsonLines.Writer<HistoryEntry> history = run.openHistory(-1)) {
            history.append(entry(100, 200.5, 1));
            assertThat(run.readHistory()).containsExactly(entry(100, 200.5, 1));
            history.append(entry(200, Double.NaN, 2));
            history.append(entry(300, Double.POSITIVE_INFINITY, 3));
        }
        assertThat(run.readHistory())
                .containsExactly(
                        entry(100, 200.5, 1),
                        entry(200, Double.NaN, 2),
                        entry(300, Double.POSITIVE_INFINITY, 3));
        assertThat(Files.readString(run.history()).lines().findFirst())
                .hasValue(
                        "{\"step\":100,\"epoch\":1.0,\"train\":{\"loss\":200.5},"
                                + "\"learningRate\":0.001,\"klWeight\":1.0,\"gradientNorm\":null,"
                                + "\"validation\":{},\"elapsedSeconds\":1.0}");
    }

    @Test
    void resumingDropsTheStepsThatAreTakenAgain() throws IOException {
        RunFolder run = new RunFolder(folder);
        try (JsonLines.Writer<HistoryEntry> history = run.openHistory(-1)) {
            history.append(entry(100, 3, 1));
            history.append(entry(200, 2, 2));
            history.append(entry(300, 1, 3));
        }
        try (JsonLines.Writer<HistoryEntry> history = run.openHistory(200)) {
            history.append(entry(300, 1.5, 9));
        }
        assertThat(run.readHistory())
                .containsExactly(entry(100, 3, 1), entry(200, 2, 2), entry(300, 1.5, 9));
        run.openHistory(-1).close();
        assertThat(run.readHistory()).isEmpty();
    }

    @Test
    void interruptedLastLineIsLeftOutAndADamagedLineIsNot() throws IOException {
        RunFolder run = new RunFolder(folder);
        try (JsonLines.Writer<HistoryEntry> history = run.openHistory(-1)) {
            history.append(entry(100, 3, 1));
        }
        Files.writeString(run.history(), "{\"step\":200,\"epo", StandardOpenOption.APPEND);
        assertThat(run.readHistory()).containsExactly(entry(100, 3, 1));
        Files.writeString(run.history(), "\n", StandardOpenOption.APPEND);
        assertThatThrownBy(run::readHistory)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(run.history() + ":2");
    }

    @Test
    void entriesOfEqualRunsDifferInElapsedTimeAlone() {
        assertThat(RecordMapper.line(entry(100, 3, 1).withoutVolatile()))
                .isEqualTo(RecordMapper.line(entry(100, 3, 7).withoutVolatile()))
                .isNotEqualTo(RecordMapper.line(entry(100, 4, 1).withoutVolatile()));
    }

    @Test
    void planNamesItsRunsAndTheirFolders() throws IOException {
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("latent", 20);
        PlannedRun run = new PlannedRun("vae", "gaussian", 3, RecordMapper.hash(config), config);
        ComparisonPlan plan =
                new ComparisonPlan(
                        ComparisonPlan.SCHEMA, "families", "vae", List.of("html"), List.of(run));
        ComparisonFolder comparison = new ComparisonFolder(folder);
        assertThatThrownBy(comparison::readPlan)
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no plan.json");
        comparison.writePlan(plan);
        assertThat(comparison.readPlan()).isEqualTo(plan);
        assertThat(comparison.run(run).path())
                .isEqualTo(folder.resolve("runs/vae-3-" + run.hash().substring(0, 10)));
        assertThatThrownBy(
                        () ->
                                new ComparisonPlan(
                                        ComparisonPlan.SCHEMA, "x", "va", List.of(), List.of(run)))
                .hasMessageContaining("baseline 'va' is not one of the models [vae]");
        assertThatThrownBy(() -> new PlannedRun("../vae", "gaussian", 3, run.hash(), config))
                .hasMessageContaining("'../vae' is not allowed");
    }

    @Test
    void theKlOfUnitsComesBackAsItWasWritten() throws IOException {
        RunFolder run = new RunFolder(folder);
        assertThat(run.klByUnit().read()).isEmpty();
        List<UnitKl> units =
                List.of(new UnitKl("z1", 0, 1.25, 0.5), new UnitKl("z2", 1, 1e-17, Double.NaN));
        run.klByUnit().write(units);
        assertThat(run.klByUnit().read()).isEqualTo(units);
        assertThat(run.klByUnit().path())
                .content()
                .isEqualTo("term,unit,kl,standardError\nz1,0,1.25,0.5\nz2,1,1.0E-17,\n");
        List<UnitKl> diverged =
                List.of(
                        new UnitKl("z", 0, Double.NaN, Double.NaN),
                        new UnitKl("z", 1, Double.POSITIVE_INFINITY, Double.NaN));
        run.klByUnit().write(diverged);
        assertThat(run.klByUnit().read()).isEqualTo(diverged);
        // What is evaluated again without a closed form leaves nothing old behind.
        run.klByUnit().write(List.of());
        assertThat(run.klByUnit().path()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "{\"step\":2",
                "{}{}\n{",
                "{}{}\n\n",
                "[1]\n",
                "\0\0\n",
                "{\"a\":}\n",
                "{\"a\":1}\n{\"b"
            })
    void theCheckOfAHistoryFindsTheDamageThatReadingFinds(String tail) throws IOException {
        RunFolder run = new RunFolder(folder);
        try (JsonLines.Writer<HistoryEntry> history = run.openHistory(-1)) {
            history.append(entry(100, 3, 1));
        }
        Files.writeString(run.history(), tail, StandardOpenOption.APPEND);

        assertThat(damage(run.historyFile()::check)).isEqualTo(damage(run::readHistory));
    }

    private static String damage(ThrowingCallable check) {
        Throwable thrown = catchThrowable(check);
        return thrown instanceof DamagedFileException ? thrown.getMessage() : "none";
    }

    @Test
    void aDamagedTableOfUnitsIsNamedWithItsLine() throws IOException {
        RunFolder run = new RunFolder(folder);
        Files.writeString(run.klByUnit().path(), "term,unit,kl,standardError\nz,0,1,2\nz,1,x,2\n");
        assertThatThrownBy(run.klByUnit()::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("record 2: ");
        Files.writeString(run.klByUnit().path(), "index,elbo\n");
        assertThatThrownBy(run.klByUnit()::read)
                .hasMessageContaining(":1: the file is damaged: expected the columns term,unit");
    }

    @Test
    void aRecordThatIsCutShortIsDamaged() throws IOException {
        RunFolder run = new RunFolder(folder);
        byte[] whole = RunRecordTest.frozen();
        // The last byte is a line feed, without which the record is whole.
        for (int length = 0; length < whole.length - 1; length += 97) {
            Files.write(run.result(), Arrays.copyOf(whole, length));
            assertThatThrownBy(run::readResult)
                    .as("%d bytes", length)
                    .isInstanceOf(DamagedFileException.class)
                    .hasMessage(
                            run.result()
                                    + ": the file is damaged: it is "
                                    + (length == 0 ? "empty" : "cut short"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "17",
                "[]",
                "\u0000\u0000",
                "{\"a\": 1\u0001}",
                "\uFFFD",
                "{} {}",
                "{}[]"
            })
    void whatIsNoJsonObjectIsDamaged(String content) throws IOException {
        RunFolder run = new RunFolder(folder);
        Files.writeString(run.result(), content);
        assertThatThrownBy(run::readResult)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageStartingWith(run.result() + ": the file is damaged: it ");
    }

    @Test
    void aRecordThatIsThereTwiceIsDamaged() throws IOException {
        RunFolder run = new RunFolder(folder);
        String whole = new String(RunRecordTest.frozen(), StandardCharsets.UTF_8);
        Files.writeString(run.result(), whole + whole);
        assertThatThrownBy(run::readResult)
                .isInstanceOf(DamagedFileException.class)
                .hasMessageEndingWith("it holds more than one JSON object");
        String line = "{\"step\":%s}";
        Files.writeString(run.history(), line.formatted(1) + line.formatted(2) + "\n");
        assertThatThrownBy(run.historyFile()::check).isInstanceOf(DamagedFileException.class);
    }

    /** It may be one of a later version, which must not be taken for garbage. */
    @Test
    void aWholeObjectIsNotDamaged() throws IOException {
        RunFolder run = new RunFolder(folder);
        Files.writeString(run.result(), "{\"schema\": 2}\n");
        assertThatThrownBy(run::readResult)
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("result.json, line 1");
    }

    @Test
    void aHistoryIsRepairedFromItsReadableLines() throws IOException {
        RunFolder run = new RunFolder(folder);
        try (JsonLines.Writer<HistoryEntry> history = run.openHistory(-1)) {
            history.append(entry(100, 3, 1));
            history.append(entry(200, 3, 2));
            history.append(entry(300, 3, 3));
        }
        String damaged = Files.readString(run.history()).replace("{\"step\":200", "\u0000");
        Files.writeString(run.history(), damaged);
        assertThatThrownBy(run::readHistory).isInstanceOf(DamagedFileException.class);
        assertThat(run.historyFile().repair()).hasContent(damaged);
        assertThat(run.readHistory()).containsExactly(entry(100, 3, 1), entry(300, 3, 3));
    }

    @Test
    void nothingThatWasSetAsideIsReplaced() throws IOException {
        for (String content : new String[] {"one", "two", "three"}) {
            Files.writeString(folder.resolve("plan.json"), content);
            DamagedFileException.setAside(folder.resolve("plan.json"));
        }
        assertThat(folder.resolve("plan.json")).doesNotExist();
        assertThat(folder.resolve("plan.json.damaged")).hasContent("one");
        assertThat(folder.resolve("plan.json.damaged2")).hasContent("two");
        assertThat(folder.resolve("plan.json.damaged3")).hasContent("three");
    }

    @Test
    void problemsWithFilesAreSaidWithoutNamesOfClasses() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> Files.readAllBytes(none))
                .satisfies(
                        e ->
                                assertThat(FileProblem.of((IOException) e))
                                        .isEqualTo(none + ": no such file"));
        IOException full = new FileSystemException("a", null, "No space left on device");
        assertThat(FileProblem.of(full)).isEqualTo("a: No space left on device");
        assertThat(FileProblem.isFullDisk(full)).isTrue();
        assertThat(FileProblem.causeOf(new UncheckedIOException(full))).contains(full);
        assertThat(FileProblem.isFullDisk(new IOException("broken pipe"))).isFalse();
    }
}
