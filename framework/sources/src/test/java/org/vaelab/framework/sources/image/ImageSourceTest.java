// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Preparation;

class ImageSourceTest {

    @TempDir private Path folder;

    private ImageSource source(String size, String mode) {
        return new ImageSource(
                folder.resolve("all"),
                null,
                0.5,
                size.isEmpty() ? null : ImageSize.parse(size),
                null,
                mode.isEmpty() ? null : ColourMode.valueOf(mode),
                null,
                null,
                null,
                null);
    }

    private static Dataset load(ImageSource source) {
        return source.load(DataSource.Progress.SILENT);
    }

    private Path file(String name) {
        return folder.resolve("all").resolve(name);
    }

    private static int[] levels(DecodedImage picture) {
        int[] levels = new int[picture.samples().length];
        Arrays.setAll(levels, i -> picture.samples()[i] & 0xff);
        return levels;
    }

    @Test
    void brokenFilesAreLeftOutAndNamed() throws IOException {
        for (int i = 0; i < 4; i++) {
            ImageFiles.write(file("cat/a" + i + ".png"), ImageFiles.gradient(20 + i, 30, 7));
        }
        ImageFiles.write(file("dog/b.jpg"), ImageFiles.gradient(20, 40, 7));
        byte[] whole = Files.readAllBytes(file("cat/a0.png"));
        Files.write(file("cat/broken.png"), Arrays.copyOf(whole, whole.length / 3));
        ImageFiles.write(file("dog/cut.jpg"), ImageFiles.gradient(200, 300, 7));
        byte[] pixels = Files.readAllBytes(file("dog/cut.jpg"));
        Files.write(file("dog/cut.jpg"), Arrays.copyOf(pixels, pixels.length - 500));
        Files.write(file("dog/empty.jpg"), new byte[0]);
        Files.writeString(file("dog/words.gif"), "no image");
        Files.writeString(file("notes.txt"), "about the images");
        Dataset data = load(source("16", ""));
        assertThat(data.train().size() + data.test().size()).isEqualTo(5);
        assertThat(data.shape()).hasToString("3x16x16");
        assertThat(data.train().label("class").valueNames()).containsExactly("cat", "dog");
        assertThat(String.join("\n", data.facts().remarks()))
                .contains("left out, because unreadable: 4 of 9 images")
                .contains("cat/broken.png (")
                .contains("dog/cut.jpg (is damaged: ")
                .contains("dog/empty.jpg (is empty)")
                .contains("dog/words.gif (is no image of a known format; convert it to PNG")
                .contains("no image by its name: 1 file");
        assertThat(data.train().origin().column()).isEqualTo("file");
        assertThat(data.train().origin().of().apply(0)).matches("(cat|dog)/.*");
    }

    /**
     * What programs hide is neither an image nor a class, and a link that leads to itself is named.
     */
    @Test
    void hiddenFilesAreLeftOut() throws IOException {
        for (String name : List.of("cat/a.png", "cat/b.png", "dog/c.png", "dog/d.png")) {
            ImageFiles.write(file(name), ImageFiles.gradient(8, 8, 7));
        }
        for (String hidden :
                List.of(
                        ".ipynb_checkpoints/a-checkpoint.png",
                        "cat/.ipynb_checkpoints/a-checkpoint.png",
                        "__MACOSX/cat/x.png",
                        "@eaDir/cat/x.png",
                        "$RECYCLE.BIN/x.png",
                        "System Volume Information/x.png",
                        "dog/._c.png")) {
            ImageFiles.write(file(hidden), ImageFiles.gradient(8, 8, 7));
        }
        for (String system : List.of(".DS_Store", "cat/Thumbs.db", "dog/desktop.ini")) {
            Files.writeString(file(system), "for a program");
        }
        Dataset data = load(source("", "GREY"));
        assertThat(data.train().size() + data.test().size()).isEqualTo(4);
        assertThat(data.train().label("class").valueNames()).containsExactly("cat", "dog");
        assertThat(data.facts().remarks())
                .containsExactly(folder.resolve("all") + ": left out, because hidden: 6 images");
        Files.createSymbolicLink(file("cat/gone.png"), Path.of("nowhere.png"));
        assertThat(load(source("", "GREY")).facts().remarks())
                .contains(
                        folder.resolve("all")
                                + ": left out, because links that lead nowhere: 1 file");
        Files.createSymbolicLink(file(".loop"), file("."));
        assertThat(load(source("", "GREY")).train().size()).isEqualTo(2);
        Files.createSymbolicLink(file("cat/loop"), Path.of(".."));
        assertThatThrownBy(() -> load(source("", "GREY")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("loop: a link that leads to itself");
    }

    @Test
    void newFoldersHaveTheClassesOfTraining() throws IOException {
        for (String name : List.of("cat/a.png", "cat/b.png", "dog/a.png", "dog/b.png")) {
            ImageFiles.write(file(name), ImageFiles.gradient(8, 8, 0));
        }
        ImageSource source = source("8", "GREY");
        var trained = Preparation.of(Binarization.parse("none")).apply(load(source), 0);
        ExampleReader reader = source.reader().orElseThrow();
        Path fresh = folder.resolve("new");
        ImageFiles.write(fresh.resolve("dog/x.png"), ImageFiles.gradient(8, 8, 0));
        Files.writeString(fresh.resolve("notes.txt"), "about the images");
        ExampleReader.Found found = reader.read(fresh, trained);
        Labels.Column classes = found.examples().label("class");
        assertThat(classes.valueNames()).containsExactly("cat", "dog");
        assertThat(classes.values()).containsExactly(1);
        assertThat(found.remarks())
                .containsExactly("left out, because no image by its name: 1 file");
        assertThat(reader.read(fresh.resolve("dog"), trained).examples().labels()).isEmpty();
        ImageFiles.write(fresh.resolve("fox/x.png"), ImageFiles.gradient(8, 8, 0));
        ExampleReader.Found other = reader.read(fresh, trained);
        assertThat(other.examples().label("class").values()).containsExactly(1, Labels.UNKNOWN);
        assertThat(other.withUnknownLabels().remarks())
                .contains("1 of 2 labels 'class' are unknown: missing, or of no training example.");
        assertThat(found.withUnknownLabels().remarks()).isEqualTo(found.remarks());
    }

    @Test
    void severalSizesNeedASize() throws IOException {
        ImageFiles.write(file("a.png"), ImageFiles.gradient(8, 8, 0));
        ImageFiles.write(file("b.png"), ImageFiles.gradient(8, 9, 0));
        assertThatThrownBy(() -> load(source("", "")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("b.png has 8x9 pixels, others have 8x8")
                .hasMessageContaining("size: 8");
        assertThat(load(source("8", "GREY")).shape()).hasToString("1x8x8");
    }

    @Test
    void foldersWithoutImagesAreNamed() throws IOException {
        assertThatThrownBy(() -> load(source("8", ""))).hasMessageContaining("all: no such file");
        Files.createDirectories(folder.resolve("all"));
        assertThatThrownBy(() -> load(source("8", ""))).hasMessageContaining("no image among 0");
        Files.writeString(file("a.png"), "text");
        assertThatThrownBy(() -> load(source("8", "")))
                .hasMessageContaining("no image can be read: a.png (is no image");
    }

    @Test
    void resizingTakesMeansOfAreas() {
        DecodedImage two = new DecodedImage(1, 2, 4, new byte[] {0, 100, 50, 50, 100, 0, 50, 90});
        assertThat(levels(two.resized(new ImageSize(1, 2)))).containsExactly(50, 60);
        assertThat(levels(two.resized(new ImageSize(2, 3))))
                .containsExactly(25, 75, 50, 75, 25, 80);
        assertThat(
                        levels(
                                new DecodedImage(1, 1, 2, new byte[] {0, 90})
                                        .resized(new ImageSize(1, 4))))
                .containsExactly(0, 0, 90, 90);
    }

    @Test
    void cropsAreInTheMiddle() {
        DecodedImage wide = new DecodedImage(1, 2, 4, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        ImageSize square = new ImageSize(1, 1);
        assertThat(levels(wide.cropped(Crop.parse("center"), square))).containsExactly(2, 3, 6, 7);
        assertThat(levels(wide.cropped(Crop.parse(1), square))).containsExactly(2);
        assertThat(wide.cropped(Crop.parse("none"), square)).isEqualTo(wide);
    }

    @Test
    void orientationsTurnThePicture() {
        DecodedImage stored = new DecodedImage(1, 2, 3, new byte[] {1, 2, 3, 4, 5, 6});
        List<List<Integer>> expected =
                List.of(
                        List.of(1, 2, 3, 4, 5, 6),
                        List.of(3, 2, 1, 6, 5, 4),
                        List.of(6, 5, 4, 3, 2, 1),
                        List.of(4, 5, 6, 1, 2, 3),
                        List.of(1, 4, 2, 5, 3, 6),
                        List.of(4, 1, 5, 2, 6, 3),
                        List.of(6, 3, 5, 2, 4, 1),
                        List.of(3, 6, 2, 5, 1, 4));
        for (int orientation = 1; orientation <= 8; orientation++) {
            DecodedImage turned = stored.oriented(orientation);
            assertThat(Arrays.stream(levels(turned)).boxed().toList())
                    .as("orientation %s", orientation)
                    .isEqualTo(expected.get(orientation - 1));
            assertThat(turned.height()).isEqualTo(orientation > 4 ? 3 : 2);
        }
    }

    /** Damaged EXIF data tell nothing. */
    @Test
    void exifTellsTheOrientation() {
        byte[] exif =
                ByteBuffer.allocate(26)
                        .put("MM\0*".getBytes(StandardCharsets.US_ASCII))
                        .putInt(8)
                        .putShort((short) 1)
                        .putShort((short) 0x112)
                        .putShort((short) 3)
                        .putInt(1)
                        .putShort((short) 6)
                        .putShort((short) 0)
                        .putInt(0)
                        .array();
        assertThat(TiffFields.orientation(ByteBuffer.wrap(exif))).isEqualTo(6);
        for (int damaged : List.of(4, 11)) {
            byte[] bytes = exif.clone();
            bytes[damaged] = 0x7f;
            assertThat(TiffFields.orientation(ByteBuffer.wrap(bytes)))
                    .as("byte %s", damaged)
                    .isEqualTo(1);
        }
        assertThat(TiffFields.orientation(ByteBuffer.wrap(exif, 0, 15))).isEqualTo(1);
    }

    /** One file that no decoder reads neither ends a folder nor is a black image. */
    @Test
    void unreadableFilesOfOneKindAreNamedTogether() throws IOException {
        String floats =
                "SUkqAAgAAAAJAAABAwABAAAAAQAAAAEBAwABAAAAAQAAAAIBAwABAAAAQAAAAAMBAwABAAAAAQAAAAYB"
                        + "AwABAAAAAQAAABEBBAABAAAAegAAABUBAwABAAAAAQAAABcBBAABAAAACAAAAFMBAwABAAAAAwAAAAAA"
                        + "AAAAAAAAAAAAAA==";
        Files.createDirectories(folder.resolve("all"));
        for (String name : List.of("a.tif", "b.tif")) {
            Files.write(file(name), Base64.getDecoder().decode(floats));
        }
        assertThatThrownBy(() -> load(source("8", "")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("no image can be read: a.tif, b.tif (has floats")
                .hasMessageContaining("convert it to PNG");
        ImageFiles.write(file("c.png"), ImageFiles.gradient(8, 8, 0));
        ImageFiles.write(file("d.png"), ImageFiles.gradient(8, 8, 0));
        Dataset data = load(source("8", ""));
        assertThat(data.train().size() + data.test().size()).isEqualTo(2);
        assertThat(String.join("", data.facts().remarks()))
                .contains("left out, because unreadable: 2 of 4 images: a.tif, b.tif (has floats");
    }

    @Test
    void newImagesAreReadAsTheTrainingData() throws IOException {
        for (int i = 0; i < 4; i++) {
            ImageFiles.write(file("a" + i + ".png"), ImageFiles.gradient(20 + i, 30, 7));
        }
        ImageSource source = source("8", "");
        ExampleReader reader = source.reader().orElseThrow();
        assertThat(reader.accepts(file("a0.png"))).isTrue();
        assertThat(reader.accepts(folder)).isTrue();
        assertThat(reader.accepts(file("a.csv"))).isFalse();
        Dataset data = load(source);
        var trained = Preparation.of(Binarization.parse("none")).apply(data, 0);
        Examples one = reader.read(file("a2.png"), trained).examples();
        assertThat(one.size()).isEqualTo(1);
        assertThat(one.origin().of().apply(0)).isEqualTo("a2.png");
        Examples all = reader.read(folder.resolve("all"), trained).examples();
        assertThat(all.size()).isEqualTo(4);
        float[] left = new float[all.width()];
        float[] right = new float[all.width()];
        all.read(2, left, 0);
        one.read(0, right, 0);
        assertThat(left).isEqualTo(right);
    }
}
