// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.sources.DataLocations;

/** What is special to each format; the contracts check the rest. */
class PublishedSetTest {

    @TempDir private Path folder;

    private static Dataset load(PublishedSet set) {
        return set.load(DataSource.Progress.SILENT);
    }

    private static float[] row(Examples examples, int index) {
        float[] row = new float[examples.width()];
        examples.read(index, row, 0);
        return row;
    }

    @Test
    void svhnIsChannelsFirstAndTenIsZero() throws IOException {
        SetFile.svhn(folder.resolve("train_32x32.mat"), 12);
        SetFile.svhn(folder.resolve("test_32x32.mat"), 3);
        Dataset data = load(new MatSet.Svhn(folder));
        int place = 5 + 32 * (9 + 32 * (2 + 3 * 4));
        assertThat(row(data.train(), 4)[(2 * 32 + 5) * 32 + 9]).isEqualTo(7 * place % 251 / 255f);
        assertThat(data.train().label("class").value(9)).isZero();
        assertThat(data.train().label("class").value(0)).isEqualTo(1);
    }

    @Test
    void cifarHasTheClassBeforeEachImage() throws IOException {
        for (int i = 1; i <= 5; i++) {
            Files.write(folder.resolve("data_batch_" + i + ".bin"), SetFile.cifar(3));
        }
        Files.write(folder.resolve("test_batch.bin"), SetFile.cifar(2));
        Dataset data = load(new Cifar10(folder));
        assertThat(data.train().size()).isEqualTo(15);
        assertThat(data.train().label("class").value(2)).isEqualTo(2);
        assertThat(data.train().label("class").valueNames()).startsWith("airplane");
        assertThat(row(data.train(), 1)[5]).isEqualTo((3079 * 3 & 0xff) / 255f);
    }

    @Test
    void silhouettesAreUprightAndOne() throws IOException {
        SetFile.silhouettes(folder.resolve("caltech101_silhouettes_28_split1.mat"));
        Dataset data = load(new MatSet.Silhouettes(folder));
        assertThat(data.train().size()).isEqualTo(8);
        // Row 2, column 5 of image 1 is in column 5 * 28 + 2 of the matrix [4, 784].
        int place = 1 + 4 * (5 * 28 + 2);
        float expected = 1 - (7 * place + "train".length()) % 2;
        assertThat(row(data.train(), 1)[2 * 28 + 5]).isEqualTo(expected);
        assertThat(data.train().label("class").value(3)).isEqualTo(3);
    }

    @Test
    void omniglotIsUprightWithAlphabets() throws IOException {
        SetFile.omniglot(folder.resolve("chardata.mat"));
        Dataset data = load(new MatSet.Omniglot(folder));
        int place = 784 + 5 * 28 + 2;
        assertThat(row(data.train(), 1)[2 * 28 + 5]).isEqualTo(place % 11 / 10f);
        assertThat(data.train().label("class").value(4)).isEqualTo(12);
    }

    @Test
    void otherVersionsOfMatlabFilesAreNamed() throws IOException {
        Path file = folder.resolve("chardata.mat");
        Files.writeString(file, "MATLAB 7.3 MAT-file, Platform: GLNXA64");
        assertThatThrownBy(() -> load(new MatSet.Omniglot(folder)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("chardata.mat: no HDF5 file, or damaged");
        Files.write(file, new byte[] {0, 0, 0, 0, 1, 0, 0, 0});
        assertThatThrownBy(() -> load(new MatSet.Omniglot(folder)))
                .hasMessageContaining("no MATLAB file of version 5");
    }

    @Test
    void aSetWithoutAChecksumIsNotDownloaded() {
        Properties properties = new Properties();
        properties.setProperty("vaelab.cache", folder.toString());
        properties.setProperty("user.dir", folder.toString());
        DataLocations locations = DataLocations.of(Map.of(), properties);
        SetSource source =
                new SetSource(
                        new MatSet.Omniglot(null),
                        locations,
                        new Downloader(PublishedSet.PATIENCE));
        assertThatThrownBy(() -> source.load(DataSource.Progress.SILENT))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("omniglot was not found")
                .hasMessageContaining("no checksum is published")
                .hasMessageContaining("Get the files from https://github.com/yburda/iwae");
        assertThatThrownBy(() -> load(new MatSet.Omniglot(folder)))
                .hasMessageContaining("without chardata.mat");
    }

    @Test
    void archivesAreUnpackedByTheLastPartOfTheName() throws IOException {
        Path archive = folder.resolve("a.tar.gz");
        byte[] content = {1, 2, 3};
        Files.write(archive, SetFile.archive("../../deep/b.bin", content));
        SetSource.unpack(archive, List.of("b.bin"), folder);
        assertThat(Files.readAllBytes(folder.resolve("b.bin"))).isEqualTo(content);
    }
}
