// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.tables.HubFiles;

class ParquetImagesTest {

    @TempDir private Path folder;

    private static ImageSource source(Path path, @Nullable Double fraction) {
        return new ImageSource(path, null, fraction, null, null, null, null, null, null, null);
    }

    private static Dataset load(ImageSource source) {
        return source.load(DataSource.Progress.SILENT);
    }

    /** Returns a picture of 4x5 pixels, all of one level. */
    private static byte[] png(int level) throws IOException {
        BufferedImage image = new BufferedImage(5, 4, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 20; i++) {
            image.getRaster().setSample(i % 5, i / 5, 0, level);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private Path write(String name, String metadata, int first, int... labels) throws IOException {
        byte[][] images = new byte[labels.length][];
        for (int i = 0; i < labels.length; i++) {
            images[i] = png(first + i);
        }
        Path file = folder.resolve(name);
        HubFiles.writeImages(file, metadata, images, labels);
        return file;
    }

    /** Returns the level of each image, all of whose pixels must have it. */
    private static List<Long> levels(Examples examples) {
        return IntStream.range(0, examples.size())
                .mapToObj(
                        i -> {
                            double[] row = new double[examples.width()];
                            examples.read(i, row, 0);
                            assertThat(Arrays.stream(row).distinct().count()).isEqualTo(1);
                            return Math.round(255 * row[0]);
                        })
                .toList();
    }

    private static List<String> classes(Examples examples) {
        var column = examples.label("class");
        return IntStream.range(0, examples.size())
                .mapToObj(i -> column.value(i) < 0 ? "" : column.valueNames().get(column.value(i)))
                .toList();
    }

    @Tag("full")
    @Test
    void foldersAreSplitByTheNamesOfFiles() throws IOException {
        write("data/train-00000-of-00002.parquet", HubFiles.CLASSES, 0, 2, 0, 1);
        write("data/train-00001-of-00002.parquet", HubFiles.CLASSES, 3, 1, 1);
        write("data/test-00000-of-00001.parquet", HubFiles.CLASSES, 100, 0, -1);
        write("data/validation-00000-of-00001.parquet", HubFiles.CLASSES, 200, 0);
        write("data/training_notes.parquet", "", 250, 7);
        Path data = folder.resolve("data");
        Dataset found = load(ImageSource.of(data));
        assertThat(found.name()).isEqualTo("data");
        assertThat(found.shape()).hasToString("1x4x5");
        assertThat(levels(found.train())).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(classes(found.train())).containsExactly("it's", "zebra", "ant", "ant", "ant");
        assertThat(found.train().label("class").valueNames())
                .containsExactly("ant", "it's", "zebra");
        assertThat(levels(found.test())).containsExactly(100L, 101L);
        assertThat(classes(found.test())).containsExactly("zebra", "");
        assertThat(found.train().origin().of().apply(3)).isEqualTo("4");
        assertThat(found.provenance()).isEqualTo("images in " + data + ", " + data.resolve("test"));
        assertThat(found.facts().remarks()).contains("test images: " + data.resolve("test"));
        // What a config says goes before names.
        Dataset held = load(source(data, 0.4));
        assertThat(held.train().size() + held.test().size()).isEqualTo(5);
        Files.delete(data.resolve("test-00000-of-00001.parquet"));
        assertThat(levels(load(ImageSource.of(data)).test())).containsExactly(200L);
    }

    @Test
    @Tag("full")
    void patternsAndWordsNameSeveralFiles() throws IOException {
        write("train-00000-of-00002.parquet", "", 0, 5, 5);
        write("train-00001-of-00002.parquet", "", 2, 10, 5);
        write("other.parquet", "", 100, 1);
        for (String name : List.of("train-*.parquet", "train")) {
            Dataset found = load(source(folder.resolve(name), 0.5));
            assertThat(found.train().size() + found.test().size()).isEqualTo(4);
            assertThat(found.train().labels()).isEmpty();
            assertThat(found.facts().remarks()).anyMatch(said -> said.endsWith("label: label"));
        }
        ImageSource labelled =
                new ImageSource(
                        folder.resolve("train-00000-of-00002.parquet"),
                        folder.resolve("train-00001-of-00002.parquet"),
                        null,
                        null,
                        null,
                        null,
                        "image",
                        "label",
                        null,
                        null);
        assertThatThrownBy(() -> load(labelled))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "train-00001-of-00002.parquet, row 1: the class 10 has no training image")
                .hasMessageContaining("there are: 5\n");
    }

    @Tag("full")
    @Test
    void rowsWithoutAnImageAreLeftOutAndNamed() throws IOException {
        byte[][] images = {png(0), null, png(2), new byte[] {1, 2, 3}};
        Path file = folder.resolve("a.parquet");
        HubFiles.writeImages(file, HubFiles.CLASSES, images, new int[] {0, 1, 2, 0});
        Dataset found = load(source(file, 0.5));
        assertThat(found.train().size() + found.test().size()).isEqualTo(2);
        assertThat(found.facts().remarks())
                .containsExactly(
                        file
                                + ": left out, because unreadable: 2 of 4 images: "
                                + file
                                + ", row 2 (has no bytes), "
                                + file
                                + ", row 4 (is no image of a known format; convert it to PNG: magick FILE"
                                + " -auto-orient -colorspace sRGB -depth 8 NAME.png)");
        assertThat(classes(found.train())).isSubsetOf("zebra", "it's");
        HubFiles.writeImages(file, "", new byte[][] {null}, new int[] {0});
        assertThatThrownBy(() -> load(ImageSource.of(file)))
                .hasMessageContaining("no image can be read: " + file + ", row 1 (has");
    }

    @Test
    @Tag("full")
    void newFilesHaveTheClassesOfTraining() throws IOException {
        Path file = write("a.parquet", HubFiles.CLASSES, 0, 0, 1, 2, 0);
        ImageSource source = source(file, 0.5);
        var trained = Preparation.of(Binarization.parse("none")).apply(load(source), 0);
        ExampleReader reader = source.reader().orElseThrow();
        Path fresh = write("b.parquet", HubFiles.CLASSES, 50, 1, 2);
        assertThat(reader.accepts(fresh)).isTrue();
        assertThat(ImageSource.newFiles().accepts(fresh)).isFalse();
        Examples found = reader.read(fresh, trained).examples();
        assertThat(levels(found)).containsExactly(50L, 51L);
        assertThat(classes(found)).containsExactly("ant", "it's");
        // Labels are optional, and files of another kind have none.
        ImageSource labelled =
                new ImageSource(file, null, 0.5, null, null, null, "image", "label", null, null);
        Path bare = folder.resolve("bare.parquet");
        HubFiles.write(bare, "", "SELECT image FROM '" + fresh + "'");
        Path picture = Files.write(folder.resolve("a.png"), png(7));
        for (Path other : List.of(bare, picture)) {
            Examples read = labelled.reader().orElseThrow().read(other, trained).examples();
            assertThat(read.labels()).isEmpty();
        }
        assertThatThrownBy(
                        () ->
                                load(
                                        new ImageSource(
                                                bare, null, 0.5, null, null, null, null, "label",
                                                null, null)))
                .hasMessageContaining("no column \"label\" (setting label); there are: image");
    }

    @Test
    void columnsThatAreNotThereAreNamed() throws IOException {
        Path file = write("a.parquet", HubFiles.CLASSES, 0, 0, 1, 9);
        assertThatThrownBy(() -> load(ImageSource.of(file)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(
                        "a.parquet, row 3, column \"label\": the class is 9, and the file names the"
                                + " classes 0 to 2: [zebra, ant, it's]");
        Path flat = folder.resolve("flat.parquet");
        HubFiles.write(flat, "", "SELECT 1 AS a, 'x' AS b");
        assertThatThrownBy(() -> load(ImageSource.of(flat)))
                .hasMessageContaining("column is not set, expected one of bytes")
                .hasMessageContaining("there are: a (INTEGER), b (VARCHAR)");
        ImageFiles.write(folder.resolve("pictures/a.png"), ImageFiles.gradient(8, 8, 0));
        assertThatThrownBy(
                        () ->
                                load(
                                        new ImageSource(
                                                folder.resolve("pictures"),
                                                null,
                                                null,
                                                null,
                                                null,
                                                null,
                                                "image",
                                                null,
                                                null,
                                                null)))
                .hasMessageContaining("pictures: is a folder, expected a file");
    }

    @Test
    void filesOfOneSetHaveTheSameColumns() throws IOException {
        write("train-00000-of-00002.parquet", "", 0, 1);
        HubFiles.write(folder.resolve("train-00001-of-00002.parquet"), "", "SELECT 1 AS a");
        assertThatThrownBy(() -> load(ImageSource.of(folder.resolve("train"))))
                .hasMessageContaining("train-00000-of-00002.parquet has the columns image (STRUCT(")
                .hasMessageContaining("train-00001-of-00002.parquet has a (INTEGER)");
    }

    @Test
    void arrowFilesAreNamedWithTheRemedy() throws IOException {
        Files.createDirectories(folder.resolve("saved"));
        Files.writeString(folder.resolve("saved/data-00000-of-00001.arrow"), "ARROW");
        for (String name : List.of("saved", "saved/data-00000-of-00001.arrow")) {
            assertThatThrownBy(() -> load(ImageSource.of(folder.resolve(name))))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("data-00000-of-00001.arrow: Arrow files are not read")
                    .hasMessageContaining(".to_parquet(\"train.parquet\")");
        }
    }
}
