// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.testkit.contract.DataSourceContract;
import org.vaelab.testkit.contract.TestChange;

final class SeriesContractTest extends DataSourceContract {

    SeriesContractTest() {
        super(
                "series",
                "{path: 'FOLDER/a.csv'}",
                "{path: 'FOLDER/a.parquet', test: 'FOLDER/a.csv', series: 'series', values: ['x'],"
                        + " step: 0.25}",
                "{path: 'FOLDER/a.csv', step: 0.5, window: 2, stride: 2, testFrom: 20,"
                        + " validationFrom: 15}",
                "{path: 'FOLDER/a.csv', step: 0.5, window: 3, testFrom: 22, validationFrom: 18}",
                "{path: 'FOLDER/a.csv', step: 0.5, window: 1, scale: 'window', values: ['x'],"
                        + " given: ['y'], testFrom: 20}",
                "{path: 'FOLDER/a.csv', step: 0.5, window: 1, scale: 'window', values: ['x'],"
                        + " testFrom: 20}",
                "{path: 'FOLDER/days.csv', step: 'day', timeFormat: 'dd/MM/yyyy', testFraction: 0.5}",
                "{path: 'FOLDER/days.csv', step: 'day', timeFormat: 'dd/MM/yyyy', testFraction: 0.5,"
                        + " calendar: ['weekday', 'month']}",
                "{path: 'FOLDER/days.csv', step: 'day', timeFormat: 'MM/dd/yyyy', testFraction: 0.5}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        SeriesSourceTest.write(folder.resolve("a.csv"), 0, 20);
        SeriesSourceTest.write(folder.resolve("a.parquet"), 20, 44);
        writeOne(folder, 3);
        Files.writeString(
                folder.resolve("days.csv"),
                "series,time,x\na,01/02/2000,1\na,02/03/2000,2\nb,03/02/2000,3\nb,04/04/2000,4\n");
    }

    /** The last step is of the test, with the spread of windows and of levels. */
    @Override
    protected List<TestChange> testChanges() {
        return Stream.of("", ", scale: 'level'", ", scale: 'window'")
                .map(
                        scale ->
                                new TestChange(
                                        "{path: 'FOLDER/one.csv', window: 3, testFrom: 20"
                                                + scale
                                                + "}",
                                        folder -> writeOne(folder, 1000)))
                .toList();
    }

    private static void writeOne(Path folder, double last) throws IOException {
        StringBuilder rows = new StringBuilder("time,x\n");
        for (int t = 0; t < 30; t++) {
            rows.append(t).append(',').append(t < 25 ? t * t % 7 : last + t).append('\n');
        }
        Files.writeString(folder.resolve("one.csv"), rows);
    }
}
