// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModalitySamplesTest {

    @TempDir private Path folder;

    @Test
    void fractionsOfRowsAreShort() throws IOException {
        Files.writeString(
                folder.resolve("row.csv"),
                """
                index,size,kind,count
                0,-0.48999998,v1.25,12345678
                1,1.5314842E-5,b,3
                2,123456.78,b,3.0
                """);
        ModalitySamples.Written row = new ModalitySamples.Written("row", "csv", 0, 1, 3);
        assertThat(ModalitySamples.texts(row, folder, false))
                .containsExactly(
                        "size=-0.4900, kind=v1.25, count=12345678",
                        "size=0.00001531, kind=b, count=3",
                        "size=1.235E+5, kind=b, count=3.0");
    }
}
