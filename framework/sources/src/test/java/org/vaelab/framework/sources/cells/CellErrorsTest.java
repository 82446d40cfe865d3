// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.data.DataException;

/** A file of cells that is damaged or odd is read, or refused in words. */
final class CellErrorsTest {

    private static final int FILES = 150;

    @TempDir Path folder;

    private static void read(Path path) throws IOException {
        try (Cells cells = Cells.open(path, "X", Features.GENES)) {
            cells.matrix().forEach((genes, values, count) -> {});
            for (Supplier<?> label : cells.labels().values()) {
                assertThat(label.get()).isNotNull();
            }
        }
    }

    /** Writes three cells of four genes, whose X is compressed. */
    private Path annData(String kind, Object indices, Object starts, int[] shape, byte[] codes) {
        Path path = folder.resolve("a.h5ad");
        try (WritableHdfFile file = HdfFile.write(path)) {
            WritableGroup obs = file.putGroup("obs");
            obs.putDataset("_index", new String[] {"c0", "c1", "c2"});
            WritableGroup type = obs.putGroup("type");
            type.putDataset("codes", codes);
            type.putDataset("categories", new String[] {"T", "B"});
            file.putGroup("var").putDataset("_index", new String[] {"A", "B", "C", "D"});
            WritableGroup x = file.putGroup("X");
            x.putAttribute("encoding-type", kind);
            x.putAttribute("shape", shape);
            x.putDataset("data", new float[] {1, 2, 3, 4});
            x.putDataset("indices", indices);
            x.putDataset("indptr", starts);
        }
        return path;
    }

    private static int[] numbers(String list) {
        return Arrays.stream(list.strip().split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "csr_matrix | 0 1 2 4 | 0 1 3 4 | 3 4 | an entry of gene 4, expected 0 to 3",
                "csr_matrix | 0 1 -2 3 | 0 1 3 4 | 3 4 | an entry of gene -2",
                "csc_matrix | 0 1 2 3 | 0 1 2 3 4 | 3 4 | an entry of cell 3, expected 0 to 2",
                "csr_matrix | 0 1 2 3 | 2 2 3 4 | 3 4 | rise from 0 to 4",
                "csr_matrix | 0 1 2 3 | 0 3 1 4 | 3 4 | rise from 0 to 4",
                "csr_matrix | 0 1 2 3 | 0 1 3 9 | 3 4 | rise from 0 to 4",
                "csr_matrix | 0 1 2 3 | 0 1 3 3 | 3 4 | rise from 0 to 4",
                "csr_matrix | 0 1 2 3 | 0 1 3 | 3 4 | expected 4 (one more than there are cells)",
                "csr_matrix | 0 1 2 | 0 1 3 4 | 3 4 | as many integers in indices as numbers",
                "csr_matrix | 0 1 2 3 | 0 1 3 4 | 3 5 | has shape [3, 5]",
                "coo_matrix | 0 1 2 3 | 0 1 3 4 | 3 4 | encoding 'coo_matrix'",
            })
    void compressedMatricesAreChecked(
            String kind, String indices, String starts, String shape, String reason) {
        Path path = annData(kind, numbers(indices), numbers(starts), numbers(shape), new byte[3]);
        assertThatThrownBy(() -> read(path))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(path.toString())
                .hasMessageContaining(reason);
    }

    @Test
    void typesAndCodesAreChecked() {
        int[] starts = {0, 1, 3, 4};
        Map.of(
                        annData("csr_matrix", new float[4], starts, new int[] {3, 4}, new byte[3]),
                        "as many integers")
                .forEach(CellErrorsTest::assertRefused);
        assertRefused(
                annData("csr_matrix", new int[4], starts, new int[] {3, 4}, new byte[] {0, 1, 2}),
                "category 2 of 2");
        assertRefused(
                annData("csr_matrix", new int[4], starts, new int[] {3, 4}, new byte[2]),
                "column 'type' has 2 values, and there are 3 cells");
        assertRefused(
                annData(
                        "csr_matrix",
                        new String[] {"a", "b", "c", "d"},
                        starts,
                        new int[] {3, 4},
                        new byte[3]),
                "expected real numbers");
    }

    private static void assertRefused(Path path, String reason) {
        assertThatThrownBy(() -> read(path))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(path.toString())
                .hasMessageContaining(reason);
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"anndata.h5ad", "cells.loom", "cellranger2.h5", "cellranger3.h5"})
    void aChangedFileIsReadOrRefusedInWords(String name) throws IOException {
        byte[] whole = Files.readAllBytes(CellsSourceTest.written(name));
        int read = 0;
        for (int seed = 0; seed < FILES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = whole.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                int at = random.nextInt(bytes.length);
                // Most bytes of a small file are empty room.
                for (int tries = 0; tries < 20 && bytes[at] == 0; tries++) {
                    at = random.nextInt(bytes.length);
                }
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : -1);
            }
            int length = random.nextInt(10) == 0 ? random.nextInt(bytes.length) : bytes.length;
            Path path = Files.write(folder.resolve(name), Arrays.copyOf(bytes, length));
            try {
                read(path);
                read++;
            } catch (DataException e) {
                assertThat(e).as("seed %s", seed).hasMessageStartingWith(path.toString());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(read).isBetween(FILES / 20, FILES - FILES / 20);
    }
}
