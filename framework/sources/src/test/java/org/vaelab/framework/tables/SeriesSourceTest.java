// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.ExampleReader.SeriesStep;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;

class SeriesSourceTest {

    private static final double NAN = Double.NaN;

    @TempDir private Path folder;

    /**
     * Series i, from one to before another, has 3 + i % 3 steps of 0.5, in reverse order, and
     * misses a number of its last step.
     */
    static void write(Path file, int from, int to) throws IOException {
        List<Field> fields =
                List.of(
                        Field.text("series"),
                        Field.number("time"),
                        Field.number("x"),
                        Field.number("y"));
        try (TableWriter out = TableWriter.open(file, fields)) {
            for (int i = from; i < to; i++) {
                for (int t = 2 + i % 3; t >= 0; t--) {
                    out.add("s" + i, 10 + i + t / 2.0, t == 2 ? null : i + t / 4.0, -t - 0.25);
                }
            }
            out.finish();
        }
    }

    private Path csv(String... lines) throws IOException {
        return Files.writeString(folder.resolve("a.csv"), String.join("\n", lines) + "\n");
    }

    private static SeriesSource source(Path path, Map<String, ?> keys) {
        Map<String, Object> all = new HashMap<>(keys);
        all.put("path", path.toString());
        return StrictMapper.of(SeriesSource.class, all);
    }

    private static Dataset load(Path path, Map<String, ?> keys) {
        return source(path, keys).load(DataSource.Progress.SILENT);
    }

    private static double[] row(Examples examples, int i) {
        double[] row = new double[examples.width()];
        examples.read(i, row, 0);
        return row;
    }

    @Test
    void rowsAreSortedAndGapsAndEndsAreMissing() throws IOException {
        Path file =
                csv(
                        "series,time,x,y",
                        "b,3,6,7",
                        "b,1,2,",
                        "a,10,1,2",
                        "a,11,3,4",
                        "b,4,8,9",
                        "c,5,0,0");
        Dataset data = load(file, Map.of("testFraction", 0.34));
        assertThat(data.shape()).isEqualTo(new DataShape(1, 4, 2));
        assertThat(data.facts().hasMissing()).isTrue();
        assertThat(data.facts().remarks())
                .containsExactly(
                        file
                                + " has 3 series of 1 to 4 steps of 1, padded to 4; 1 steps without"
                                + " a row are gaps");
        Dataset same = load(file, Map.of("test", file.toString()));
        assertThat(row(same.train(), 0)).containsExactly(2, NAN, NAN, NAN, 6, 7, 8, 9);
        assertThat(row(same.train(), 1)).containsExactly(1, 2, 3, 4, NAN, NAN, NAN, NAN);
    }

    /** x is 1, 2, 3 and 6 over all series and steps: mean 3, variance 3.5. y is constant. */
    @Test
    void aVariableIsStandardisedOverAllSteps() throws IOException {
        Path file = csv("series,time,x,y", "a,1,1,5", "a,2,2,5", "a,3,6,", "b,1,,5", "b,2,3,5");
        Dataset data = load(file, Map.of("test", file.toString()));
        assertThat(data.facts().form().variables()).containsExactly("x", "y");
        assertThat(data.test().origin().of().apply(1)).isEqualTo("b");
        Standardization by =
                Preparation.NONE.standardizing().apply(data, 0).standardization().orElseThrow();
        assertThat(by.mean()).containsExactly(new double[] {3, 5, 3, 5, 3, 5}, within(1e-12));
        double deviation = Math.sqrt(3.5);
        assertThat(by.deviation())
                .containsExactly(
                        new double[] {deviation, 1, deviation, 1, deviation, 1}, within(1e-12));
    }

    /** Times of rows are those of the file; others follow from the first one. */
    @Test
    void stepsHaveTimesAndThoseWithoutARowAreKnown() throws IOException {
        Path file =
                csv(
                        "v,who,when",
                        "1,b,2024-01-01 22:00",
                        "2,a,2024-01-03 08:00",
                        "3,b,2024-01-02 01:00",
                        "4,a,2024-01-03 09:00");
        SeriesSource source = source(file, Map.of("series", "who", "time", "when"));
        Dataset data = load(file, Map.of("series", "who", "time", "when", "testFraction", 0.5));
        ExampleReader.Found found =
                source.reader().orElseThrow().read(file, new TrainedOn(data.shape(), data.train()));
        Origin origin = found.examples().origin();
        assertThat(origin.column()).isEqualTo("who");
        assertThat(origin.times().orElseThrow().column()).isEqualTo("when");
        assertThat(origin.time(0, 0)).isEqualTo("2024-01-01 22:00");
        assertThat(origin.time(0, 2)).isEqualTo("2024-01-02 00:00");
        assertThat(origin.time(1, 4)).isEqualTo("2024-01-03 12:00");
        assertThat(found.examples().select(1).origin().time(0, 1)).isEqualTo("2024-01-03 09:00");
        assertThat(found.table()).isPresent();
        assertThat(found.steps())
                .containsExactly(
                        new SeriesStep(0, 0, List.of()),
                        new SeriesStep(1, 0, List.of()),
                        new SeriesStep(0, 3, List.of()),
                        new SeriesStep(1, 1, List.of()),
                        new SeriesStep(0, 1, Arrays.asList(null, "b", "2024-01-01 23:00")),
                        new SeriesStep(0, 2, Arrays.asList(null, "b", "2024-01-02 00:00")));
        Path numbers = csv("series,time,v", "a,0.1,1", "a,0.2,2");
        assertThat(load(numbers, Map.of("test", numbers.toString())).test().origin().time(0, 2))
                .isEqualTo("0.3");
        for (String zone : List.of("Z", " UTC", "+05:30", "-0800", "+02")) {
            Path zoned =
                    csv(
                            "series,time,v",
                            "a,2024-01-01T21:30:00" + zone + ",1",
                            "a,2024-01-01T23:30:00" + zone + ",2");
            assertThat(load(zoned, Map.of("test", zoned.toString())).test().origin().time(0, 2))
                    .isEqualTo("2024-01-02T01:30:00" + zone);
        }
        Path instants = folder.resolve("instants.parquet");
        HubFiles.write(
                instants,
                "",
                "SELECT 'a' AS series, TIMESTAMPTZ '2024-01-01 21:30:00+00' + INTERVAL (2 * i) HOUR AS time, i AS v FROM range(2) t(i)");
        assertThat(load(instants, Map.of("test", instants.toString())).test().origin().time(0, 2))
                .isEqualTo("2024-01-02 01:30:00+00");
        Path days = csv("series,time,v", "a,2024-02-28,1", "a,2024-02-29,2");
        assertThat(load(days, Map.of("test", days.toString())).test().origin().time(0, 2))
                .isEqualTo("2024-03-01");
    }

    @Test
    void datesHaveStepsOfDays() throws IOException {
        Path file =
                csv(
                        "who;when;v",
                        "1;2024-02-28;5",
                        "1;2024-03-01;7",
                        "1;2024-02-29;6",
                        "2;2024-01-01;1");
        Dataset data = load(file, Map.of("series", "who", "time", "when", "test", file.toString()));
        assertThat(data.shape()).isEqualTo(new DataShape(1, 3, 1));
        assertThat(row(data.train(), 0)).containsExactly(5, 6, 7);
    }

    @Test
    void whatIsNoSeriesIsRejectedByName() throws IOException {
        assertRejected("twice, first in", "series,time,x", "a,1,1", "a,2,2", "a,1,3");
        assertRejected("neither a number nor a date", "series,time,x", "a,soon,1", "a,2,2");
        assertRejected("is no number", "series,time,x", "a,1,1", "a,2,much");
        assertRejected("no name of a series", "series,time,x", "a,1,1", ",2,2");
        assertRejected(
                "1.500 steps of 1 after", "series,time,x", "a,1,1", "a,2,2", "b,1,1", "b,2.5,1");
        assertRejected("no column \"time\"", "series,t,x", "a,1,1", "a,2,2");
        assertRejected("no column of values", "series,time", "a,1", "a,2");
        assertThatThrownBy(() -> source(Path.of("s.csv"), Map.of("values", List.of("time"))))
                .hasMessageContaining("column \"time\" is in values");
    }

    private void assertRejected(String why, String... lines) throws IOException {
        Path file = csv(lines);
        assertThatThrownBy(() -> load(file, Map.of("test", file.toString())))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(why);
    }

    @Test
    void newSeriesHaveTheStepsOfTraining() throws IOException {
        Path trained = csv("series,time,x", "a,0,1", "a,1,2", "a,2,3", "b,0,1");
        SeriesSource source = source(trained, Map.of("testFraction", 0.5));
        Dataset data = source.load(DataSource.Progress.SILENT);
        Path file = Files.writeString(folder.resolve("b.csv"), "series,time,x\nn,4,5\nn,6,7\n");
        Examples found =
                source.reader()
                        .orElseThrow()
                        .read(file, new TrainedOn(data.shape(), data.train()))
                        .examples();
        assertThat(row(found, 0)).containsExactly(5, NAN, 7);
        Files.writeString(file, "series,time,x\nn,4,5\nn,7,7\n");
        assertThatThrownBy(
                        () ->
                                source.reader()
                                        .orElseThrow()
                                        .read(file, new TrainedOn(data.shape(), data.train())))
                .hasMessageContaining("up to 4 steps of 1 numbers, and the model was trained on 3");
    }

    /** Columns that changed places, or their names, are not those of training. */
    @ParameterizedTest
    @ValueSource(strings = {"series,time,y,x", "series,time,x,z"})
    void numbersOfOtherNamesAreRefused(String header) throws IOException {
        Path trained = csv("series,time,x,y", "a,0,1,10", "a,1,2,20", "b,0,1,10", "b,1,3,30");
        Path file = Files.writeString(folder.resolve("b.csv"), header + "\nn,4,50,5\nn,5,60,6\n");
        SeriesSource source = source(trained, Map.of("testFraction", 0.5, "step", 1));
        Dataset data = source.load(DataSource.Progress.SILENT);
        TrainedOn summary = new TrainedOn(data.shape(), data.train(), data.facts());
        assertThatThrownBy(() -> source.reader().orElseThrow().read(file, summary))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        header.substring(12).replace(",", ", ")
                                + ", and those of training are x, y");
        assertThatThrownBy(() -> load(trained, Map.of("test", file.toString())))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("order the columns alike");
    }

    /** A summary of series of which some miss numbers. */
    record TrainedOn(DataShape shape, Examples examples, DataFacts facts) implements DataSummary {

        TrainedOn(DataShape shape, Examples examples) {
            this(shape, examples, DataFacts.NONE);
        }

        @Override
        public ValueDomain domain() {
            return examples.domain();
        }

        @Override
        public boolean hasMissing() {
            return true;
        }

        @Override
        public int trainingSize() {
            return examples.size();
        }

        @Override
        public List<LabelColumn> labels() {
            return List.of();
        }

        @Override
        public double[] trainingMean() {
            return examples.mean();
        }

        @Override
        public Examples trainingSample(int count, RandomKey key) {
            return examples;
        }
    }

    @Test
    void arraysOfTwoAndThreeAxes() throws IOException {
        Path three = npy("three", "(5, 3, 2)", 30);
        Dataset data = load(three, Map.of("testFraction", 0.2));
        assertThat(data.shape()).isEqualTo(new DataShape(1, 3, 2));
        Dataset two = load(npy("two", "(5, 6)", 30), Map.of());
        assertThat(two.shape()).isEqualTo(new DataShape(1, 6, 1));
        assertThatThrownBy(
                        () -> load(npy("four", "(2, 3, 5, 5)", 150), Map.of("testFraction", 0.5)))
                .hasMessageContaining("expected [N, T, D] or [N, T]");
        assertThatThrownBy(() -> load(three, Map.of("time", "t")))
                .hasMessageContaining("are of tables");
    }

    private Path npy(String name, String shape, int size) throws IOException {
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }";
        String padded = header + " ".repeat(117 - header.length()) + "\n";
        ByteBuffer bytes = ByteBuffer.allocate(128 + 8 * size).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        bytes.put((byte) 1).put((byte) 0).putShort((short) 118);
        bytes.put(padded.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < size; i++) {
            bytes.putDouble(i / 8.0);
        }
        return Files.write(folder.resolve(name + ".npy"), bytes.array());
    }
}
