// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.checksum.ChecksumUtils;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;

final class Hdf5ArraysTest {

    @TempDir Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void write() {
        file = folder.resolve("a.h5");
        try (WritableHdfFile all = HdfFile.write(file)) {
            WritableGroup group = all.putGroup("group");
            group.putDataset("x", new double[][] {{1, 2, 3}, {4, 5, 6.5}, {7, 8, 9}, {1, 1, 1}});
            group.putDataset("images", new byte[4][2][3]);
            all.putDataset("names", new String[] {"a", "b"});
            all.putDataset("counts", new int[][] {{1, 300_000}, {0, 2}, {5, 7}, {1, 1}});
        }
    }

    private Dataset load(String address) {
        return ArraySource.of(Path.of(folder + "/" + address))
                .load(Progress.SILENT, ValuePrecision.DOUBLE);
    }

    private static double[] row(Dataset data, int index) {
        int train = data.train().size();
        double[] row = new double[data.train().width()];
        if (index < train) {
            data.train().read(index, row, 0);
        } else {
            data.test().read(index - train, row, 0);
        }
        return row;
    }

    @Test
    void anArrayIsNamedByItsPath() {
        for (String address : new String[] {"a.h5#/group/x", "a.h5#group/x"}) {
            Dataset data = load(address);
            double[] sum = new double[3];
            for (int i = 0; i < 4; i++) {
                double[] row = row(data, i);
                for (int j = 0; j < 3; j++) {
                    sum[j] += row[j];
                }
            }
            assertThat(sum).containsExactly(13, 16, 19.5);
        }
        Dataset counts = load("a.h5#counts");
        assertThat(counts.train().domain()).isEqualTo(ValueDomain.COUNTS);
        assertThat(ArrayFile.open(file).array("counts").columns()[1])
                .containsExactly(300_000, 2, 7, 1);
    }

    @Test
    void otherArraysAreNamed() {
        assertThatThrownBy(() -> load("a.h5"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("has the arrays")
                .hasMessageContaining("group/x");
        assertThatThrownBy(() -> load("a.h5#group/y"))
                .hasMessageContaining("no array \"group/y\"")
                .hasMessageContaining("group/x");
        assertThatThrownBy(() -> load("a.h5#names")).hasMessageContaining("expected real numbers");
    }

    @Test
    void aDamagedFileIsNoArray() throws IOException {
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 60));
        assertThatThrownBy(() -> load("a.h5#group/x"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("a.h5");
    }

    /**
     * MATLAB writes a block of 512 bytes before the HDF5 file, and its matrices column by column.
     */
    @Test
    void matlabOfVersion73IsReadInItsOwnOrder() throws IOException {
        byte[] hdf5 = Files.readAllBytes(file);
        byte[] matlab = new byte[512 + hdf5.length];
        byte[] header = "MATLAB 7.3 MAT-file, Platform: GLNXA64".getBytes(US_ASCII);
        System.arraycopy(header, 0, matlab, 0, header.length);
        // The superblock says where the HDF5 file begins, and has a checksum of itself.
        ByteBuffer superblock = ByteBuffer.wrap(hdf5).order(ByteOrder.LITTLE_ENDIAN);
        superblock.putLong(12, 512);
        superblock.putInt(44, ChecksumUtils.checksum(java.util.Arrays.copyOf(hdf5, 44)));
        System.arraycopy(hdf5, 0, matlab, 512, hdf5.length);
        Path mat = folder.resolve("a.mat");
        Files.write(mat, matlab);
        // In MATLAB, x is [3, 4]: its first row has the first numbers of the rows above.
        StoredArray x = ArrayFile.open(mat).array("group/x");
        assertThat(x.shape()).containsExactly(3, 4);
        assertThat(x.columns()[0]).containsExactly(1, 2, 3);
        assertThat(x.columns()[1]).containsExactly(4, 5, 6.5);
    }

    /** Files of h5py: hdf5.py beside them writes them. */
    private static ArrayFile written(String name) throws URISyntaxException {
        return ArrayFile.open(Path.of(Hdf5ArraysTest.class.getResource("../hdf5/" + name).toURI()));
    }

    private static void assertValues(StoredArray array, IntToDoubleFunction expected) {
        double[][] columns = array.columns();
        for (int i = 0; i < array.examples(); i++) {
            for (int j = 0; j < columns.length; j++) {
                assertThat(columns[j][i])
                        .as("%s[%s, %s]", array.name(), i, j)
                        .isEqualTo(expected.applyAsDouble(i * columns.length + j));
            }
        }
    }

    @Tag("full")
    @Test
    void chunksArePutTogether() throws URISyntaxException {
        ArrayFile all = written("arrays.h5");
        for (String name : List.of("gzip", "lzf", "grows", "half", "masked", "soft")) {
            assertThat(all.array(name).shape()).containsExactly(30, 14);
            assertValues(all.array(name), k -> k);
        }
        assertThat(all.array("half").type()).isEqualTo(ElementType.F16);
        assertThat(all.array("boolean").type()).isEqualTo(ElementType.BOOL);
        assertValues(all.array("boolean"), k -> k % 3 == 0 ? 1 : 0);
        assertThat(all.array("unsigned").names()[1][0]).isEqualTo("18446744073709551614");
        // 10 MiB: more than one block is read.
        assertValues(all.array("large"), k -> k % 7);
    }

    @Test
    void whatWasNeverWrittenHasTheFillValue() throws URISyntaxException {
        ArrayFile all = written("arrays.h5");
        assertValues(
                all.array("fill"),
                k -> (k / 14 == 10 || k / 14 == 11) && (k % 14 == 6 || k % 14 == 7) ? k : -7);
        assertValues(all.array("never"), k -> 2.5);
    }

    @Test
    void linksToFilesAndWhatTheLibraryMisreadsAreRejected() throws URISyntaxException {
        ArrayFile all = written("arrays.h5");
        Map.of("outer", "other.h5", "checked", "filter 3")
                .forEach(
                        (name, reason) ->
                                assertThatThrownBy(() -> all.array(name).columns())
                                        .isInstanceOf(DataException.class)
                                        .hasMessageContaining("arrays.h5")
                                        .hasMessageContaining(name)
                                        .hasMessageContaining(reason));
        assertThatThrownBy(() -> written("latest.h5"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("latest.h5#grows")
                .hasMessageContaining("libver");
    }

    @Test
    void ofMatlabOnlyFullMatricesOfNumbersAreRead() throws URISyntaxException {
        ArrayFile all = written("matlab.mat");
        assertThat(all.arrays().keySet()).containsExactlyInAnyOrder("x", "y");
        assertThat(all.array("x").shape()).containsExactly(3, 4);
        assertThat(all.array("y").names())
                .isDeepEqualTo(
                        new String[][] {
                            {"9007199254740992", "9007199254740993", "9007199254740994"}
                        });
        Map.of(
                        "z", "a.imag",
                        "text", "a MATLAB char",
                        "none", "a MATLAB empty array",
                        "sparse", "full(x)")
                .forEach(
                        (name, reason) ->
                                assertThatThrownBy(() -> all.array(name))
                                        .isInstanceOf(DataException.class)
                                        .hasMessageContaining("matlab.mat#" + name)
                                        .hasMessageContaining(reason));
    }

    /** SciPy writes version 5. */
    @Test
    void sparseMatricesOfMatlabAreRejectedByName() throws URISyntaxException {
        ArrayFile all = written("sparse.mat");
        assertValues(all.array("x"), k -> k);
        assertThatThrownBy(() -> all.array("s"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("sparse.mat#s")
                .hasMessageContaining("full(x)");
    }
}
