// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.sources.DataLocations;

final class SentFilesTest {

    @TempDir Path folder;

    private Path array;
    private Path digits;
    private DataLocations locations;

    @BeforeEach
    void writeFiles() throws IOException {
        array = Files.writeString(folder.resolve("a.npz"), "numbers");
        digits = Files.createDirectories(folder.resolve("mnist/raw"));
        Files.writeString(digits.resolve("images"), "pixels");
        locations = DataLocations.of(folder.resolve("cache"), folder);
    }

    @Test
    void workersGetAnArchiveOfWhatTheyDoNotSee() throws IOException {
        SentFiles files = new SentFiles(false);
        assertThat(files.place("files", array)).isEqualTo("{files}/files/0/a.npz");
        assertThat(files.place("files", array)).isEqualTo("{files}/files/0/a.npz");
        files.placeData("mnist", locations);
        files.placeData("sprites", locations);
        assertThat(files.cache(locations)).isEqualTo("{files}/data");
        assertThat(files.places())
                .isEqualTo(
                        Map.of(
                                array.toString(), "{files}/files/0/a.npz",
                                digits.getParent().toString(), "{files}/data/mnist"));
        Path archive = files.zip(folder.resolve("files.zip"));
        try (FileSystem zip = FileSystems.newFileSystem(archive)) {
            assertThat(zip.getPath("files/0/a.npz")).hasContent("numbers");
            assertThat(zip.getPath("data/mnist/raw/images")).hasContent("pixels");
        }
    }

    @Test
    void workersThatSeeTheFilesUseThemWhereTheyAre() {
        SentFiles files = new SentFiles(true);
        assertThat(files.place("files", array)).isEqualTo(array.toString());
        assertThat(files.places()).isEmpty();
        assertThat(files.cache(locations)).isEqualTo(locations.cache().toString());
    }
}
