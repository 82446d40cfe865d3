// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.tables.TableWriter.Field;

/** What is written as CSV and as Parquet is read back to the last digit. */
final class RoundTripTest {
    private static final int FILES = 12;
    private static final String PIECES = "ab ,;\"\n\r\t'ä€\uD83D\uDE00_|\\";

    @TempDir Path dir;

    @Test
    void valuesAndTextsSurvive() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int n = 0; n < FILES; n++) {
            int rows = 1 + random.nextInt(50);
            double[] numbers =
                    random.longs()
                            .mapToDouble(Double::longBitsToDouble)
                            .filter(Double::isFinite)
                            .limit(rows)
                            .toArray();
            String[] labels = new String[rows];
            for (int i = 0; i < rows; i++) {
                labels[i] = random.nextInt(4) == 0 ? "" : "x" + text(random) + "y";
            }
            for (String ending : List.of(".csv", ".tsv", ".parquet")) {
                check(dir.resolve("t" + n + ending), numbers, labels);
            }
        }
    }

    private static String text(SplittableRandom random) {
        return random.ints(random.nextInt(6), 0, PIECES.codePointCount(0, PIECES.length()))
                .map(k -> PIECES.codePointAt(PIECES.offsetByCodePoints(0, k)))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static void check(Path file, double[] numbers, String[] labels) throws IOException {
        try (TableWriter out =
                TableWriter.open(file, List.of(Field.number("a, b"), Field.text("k")))) {
            for (int i = 0; i < numbers.length; i++) {
                out.add(numbers[i], labels[i]);
            }
            out.finish();
        }
        TableSource source =
                new TableSource(
                        file,
                        file,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        new LabelColumns(List.of("k")),
                        null,
                        null,
                        ValueDomain.REAL,
                        null,
                        null,
                        null);
        Dataset data = source.create().load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE);
        double[] row = new double[1];
        for (int i = 0; i < numbers.length; i++) {
            data.train().read(i, row, 0);
            assertThat(row[0]).isEqualTo(numbers[i]);
            int code = data.train().label("k").value(i);
            String known = code < 0 ? "" : data.train().label("k").valueNames().get(code);
            assertThat(known).isEqualTo(labels[i]);
        }
    }
}
