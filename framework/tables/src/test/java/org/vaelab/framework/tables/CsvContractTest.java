// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.testkit.contract.DataSourceContract;

final class CsvContractTest extends DataSourceContract {

    CsvContractTest() {
        super(
                "csv",
                "{path: 'FOLDER/a.csv', label: 'kind'}",
                "{path: 'FOLDER/a.csv', test: 'FOLDER/b.csv', columns: ['x', 'y'], shape: '1x1x2'}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        String table = "x,y,kind\n0.1,2,a\n1.25,-3,b\n7,1e-3,a\n4,5,b\n6,7,\n8,9,a\n";
        Files.writeString(folder.resolve("a.csv"), table);
        Files.writeString(folder.resolve("b.csv"), table.replace("8,9", "8,10"));
    }
}
