// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SparseRowsTest {

    private static final int WIDTH = 7;
    private static final int PER_ROW = 5;

    private static List<Path> copies() throws IOException {
        Path place = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> copies = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(place, "vaelab-sparse-*")) {
            all.forEach(copies::add);
        }
        return copies;
    }

    /**
     * An entry has 8 bytes, so 1 MiB holds 131,072. A file has no name, so that a kill leaves none.
     */
    @ParameterizedTest
    @CsvSource({"10, false", "14000, false", "26214, false", "26215, true", "40000, true"})
    void entriesThatDoNotFitMemoryGoToAFile(int size, boolean isStreamed) throws IOException {
        @Nullable String before = System.setProperty(Residence.PROPERTY, "1");
        List<Path> copies = copies();
        try (SparseRows.Builder builder = new SparseRows.Builder(size, WIDTH)) {
            for (int row = 0; row < size; row++) {
                for (int j = 0; j < PER_ROW; j++) {
                    builder.add((row + j) % WIDTH, row + 0.125f * j);
                }
                builder.endRow();
            }
            SparseRows rows = builder.rows();
            assertThat(rows.isStreamed()).isEqualTo(isStreamed);
            assertThat(copies()).isEqualTo(copies);
            assertThat(rows.entries()).isEqualTo((long) size * PER_ROW);
            double[] found = new double[WIDTH];
            for (int row = 0; row < size; row++) {
                rows.read(row, found, 0);
                double[] expected = new double[WIDTH];
                for (int j = 0; j < PER_ROW; j++) {
                    expected[(row + j) % WIDTH] = row + 0.125f * j;
                }
                assertThat(found).isEqualTo(expected);
            }
        } finally {
            if (before == null) {
                System.clearProperty(Residence.PROPERTY);
            } else {
                System.setProperty(Residence.PROPERTY, before);
            }
        }
    }
}
