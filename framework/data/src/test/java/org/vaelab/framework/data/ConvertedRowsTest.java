// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertedRowsTest {

    @TempDir private Path folder;
    private final AtomicInteger conversions = new AtomicInteger();

    private RowFile read(String settings, ElementType type) throws IOException {
        RowLayout layout = RowLayout.of(1, 2, type, false);
        return new ConvertedRows(folder, List.of(folder.resolve("a.txt")), settings)
                .read(
                        layout,
                        rows -> {
                            conversions.incrementAndGet();
                            rows.add(layout.bytes(1, 2.5));
                            rows.add(layout.bytes(-3, 0.1));
                        });
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("rows"))) {
            return all.count();
        }
    }

    @Test
    void rowsAreConvertedOnceForFilesAndSettings() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "content");
        double[] row = new double[2];
        read("x", ElementType.F64).read(1, row, 0);
        assertThat(row).containsExactly(-3, 0.1);
        RowFile again = read("x", ElementType.F64);
        again.read(0, row, 0);
        assertThat(row).containsExactly(1, 2.5);
        assertThat(again.size()).isEqualTo(2);
        assertThat(conversions).hasValue(1);
        read("y", ElementType.F32).read(1, row, 0);
        assertThat(row).containsExactly(-3, 0.1f);
        assertThat(conversions).hasValue(2);
        assertThat(files()).isEqualTo(2);
    }

    @Test
    void aChangedFileReplacesTheConversion() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "content");
        read("x", ElementType.F64);
        Files.writeString(folder.resolve("a.txt"), "longer content");
        read("x", ElementType.F64);
        assertThat(conversions).hasValue(2);
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void aConversionThatFailsLeavesNothing() throws IOException {
        Files.writeString(folder.resolve("a.txt"), "content");
        ConvertedRows rows =
                new ConvertedRows(folder, List.of(folder.resolve("a.txt")), "settings");
        assertThatThrownBy(
                        () ->
                                rows.read(
                                        RowLayout.of(1, 1, ElementType.F64, false),
                                        sink -> {
                                            sink.add(new byte[8]);
                                            throw new IOException("damaged");
                                        }))
                .hasMessage("damaged");
        assertThat(files()).isZero();
    }
}
