// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Sha256;

class ParquetFilesTest {

    @TempDir private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        write("train-00000-of-00002", 10, 4);
        write("train-00001-of-00002", 20, 3);
        write("test-00000-of-00001", 30, 2);
    }

    /** Writes the numbers from one on, each and a half. */
    private void write(String name, int first, int count) throws IOException {
        HubFiles.write(
                folder.resolve(name + ".parquet"),
                "",
                "SELECT i + 0.5 AS a, -i - 0.5 AS b FROM range(%s, %s) t(i)"
                        .formatted(first, first + count));
    }

    private static Dataset load(Path path) {
        return TableSource.of(path).load(DataSource.Progress.SILENT);
    }

    private static List<Double> first(Examples examples) {
        double[] row = new double[examples.width()];
        return IntStream.range(0, examples.size())
                .mapToObj(
                        i -> {
                            examples.read(i, row, 0);
                            return row[0];
                        })
                .toList();
    }

    @Test
    void aFolderIsATableWithTestRows() {
        Dataset data = load(folder);
        assertThat(first(data.train())).containsExactly(10.5, 11.5, 12.5, 13.5, 20.5, 21.5, 22.5);
        assertThat(first(data.test())).containsExactly(30.5, 31.5);
    }

    @Test
    void aRepositoryHasItsFilesInAFolderOfTheirOwn(@TempDir Path repository) throws IOException {
        Files.writeString(repository.resolve("README.md"), "a card");
        Files.move(folder, repository.resolve("data"));
        Dataset data = load(repository);
        assertThat(data.train().size()).isEqualTo(7);
        assertThat(first(data.test())).containsExactly(30.5, 31.5);
        Files.delete(repository.resolve("data/train-00000-of-00002.parquet"));
        assertThatThrownBy(() -> load(repository))
                .hasMessageContaining("train-00000-of-00002.parquet is not there");
        Files.createDirectory(folder);
    }

    @Test
    void aMissingFileIsNoticed() throws IOException {
        Files.delete(folder.resolve("train-00001-of-00002.parquet"));
        for (Path path : List.of(folder, folder.resolve("train"))) {
            assertThatThrownBy(() -> load(path))
                    .hasMessageContaining("train-00000-of-00002.parquet: is one of 2 files")
                    .hasMessageContaining("train-00001-of-00002.parquet is not there");
        }
        assertThat(load(folder.resolve("train-*.parquet")).train().size()).isEqualTo(3);
    }

    @Tag("full")
    @Test
    void hiddenFilesAreNoData() throws IOException {
        write(".train-00000-of-00001", 100, 60);
        write("_extra", 100, 60);
        Files.writeString(folder.resolve("._train.parquet"), "a resource fork of macOS");
        Files.writeString(folder.resolve("_SUCCESS"), "");
        assertThat(load(folder).train().size()).isEqualTo(7);
        for (String path : List.of("*.parquet", "*", "train", "t*")) {
            assertThat(ParquetFiles.of(folder.resolve(path)))
                    .as(path)
                    .isNotEmpty()
                    .noneMatch(file -> file.getFileName().toString().matches("[._].*"));
        }
        assertThat(ParquetFiles.of(folder.resolve("_*.parquet"))).hasSize(1);
        assertThat(ParquetTable.of(folder.resolve("_extra.parquet")).size()).isEqualTo(60);
    }

    @Test
    void aPathThatIsNotThereIsNotWhatBeginsAlike(@TempDir Path backups) throws IOException {
        Path file = backups.resolve("train.parquet");
        HubFiles.write(backups.resolve("train.parquet.old.parquet"), "", "SELECT 1.5 AS a");
        HubFiles.write(backups.resolve("train.bak.parquet"), "", "SELECT 1.5 AS a");
        HubFiles.write(backups.resolve("train-2.parquet"), "", "SELECT 1.5 AS a");
        for (Path path : List.of(file, backups.resolve("train"), backups.resolve("tra"))) {
            assertThat(ParquetFiles.of(path)).isEmpty();
            assertThatThrownBy(() -> load(path)).hasMessageContaining("no such file");
        }
        HubFiles.write(file, "", "SELECT 1.5 AS a");
        assertThat(ParquetFiles.of(backups.resolve("train"))).containsExactly(file);
        HubFiles.write(backups.resolve("train-00000-of-00001.parquet"), "", "SELECT 1.5 AS a");
        assertThatThrownBy(() -> ParquetFiles.of(backups.resolve("train")))
                .hasMessageContaining("train.parquet: begin with \"train\", and may be copies of")
                .hasMessageContaining("or a pattern such as train-*.parquet");
    }

    @Test
    void copiesOfTrainingFilesInAFolderAreRejected() throws IOException {
        write("train-00000-of-00002.old", 10, 4);
        assertThatThrownBy(() -> load(folder)).hasMessageContaining("may be copies of each other");
        assertThat(load(folder.resolve("train-*-of-00002.parquet")).train().size()).isPositive();
    }

    @Tag("full")
    @Test
    void theFilesThatAreReadHaveChecksums() throws IOException {
        TableSource source = TableSource.of(folder);
        List<Path> files =
                Stream.of("train-00000-of-00002", "train-00001-of-00002", "test-00000-of-00001")
                        .map(name -> folder.resolve(name + ".parquet"))
                        .toList();
        assertThat(source.readFiles()).isEqualTo(files);
        Dataset data = load(folder).readFrom(source.readFiles());
        assertThat(data.files())
                .hasSize(3)
                .containsEntry(files.get(2).toString(), Sha256.of(files.get(2)));
    }

    @Tag("full")
    @Test
    void severalFilesAreOneTable() throws IOException {
        Dataset data = load(folder.resolve("train-*.parquet"));
        assertThat(data.train().size() + data.test().size()).isEqualTo(7);
        ParquetTable table = ParquetTable.of(folder.resolve("train"));
        assertThat(table.place(3)).endsWith("train-00000-of-00002.parquet, row 4");
        assertThat(table.place(4)).endsWith("train-00001-of-00002.parquet, row 1");
        assertThat(ParquetFiles.of(folder.resolve("trai"))).isEmpty();
        assertThatThrownBy(() -> load(folder.resolve("trai"))).hasMessageContaining("no such file");
        write("train-00002-of-00002", 40, 0);
        assertThat(ParquetTable.of(folder.resolve("train")).size()).isEqualTo(7);
    }
}
