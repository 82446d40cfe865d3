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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.Dataset;
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

    /** MATLAB writes a block of 512 bytes before the HDF5 file, and its matrices column by column. */
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
}
