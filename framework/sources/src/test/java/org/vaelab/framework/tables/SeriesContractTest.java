// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Path;
import org.vaelab.testkit.contract.DataSourceContract;

final class SeriesContractTest extends DataSourceContract {

    SeriesContractTest() {
        super(
                "series",
                "{path: 'FOLDER/a.csv'}",
                "{path: 'FOLDER/a.parquet', test: 'FOLDER/a.csv', series: 'series', values: ['x'],"
                        + " step: 0.5}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        SeriesSourceTest.write(folder.resolve("a.csv"), 0, 20);
        SeriesSourceTest.write(folder.resolve("a.parquet"), 20, 44);
    }
}
