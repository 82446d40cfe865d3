// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;

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

    private static int[] levels(Picture picture) {
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
                .contains("dog/words.gif (is no image of a known format)")
                .contains("no image by its name: 1 file");
        assertThat(data.train().origin().column()).isEqualTo("file");
        assertThat(data.train().origin().of().apply(0)).matches("(cat|dog)/.*");
    }

    /** What programs hide is neither an image nor a class, and a link that leads to itself is named. */
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
                .containsExactly(folder.resolve("all") + ": left out, because hidden: 3 images");
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
        var trained = Binarization.parse("none").apply(load(source), 0);
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
        Picture two = new Picture(1, 2, 4, new byte[] {0, 100, 50, 50, 100, 0, 50, 90});
        assertThat(levels(two.resized(new ImageSize(1, 2)))).containsExactly(50, 60);
        assertThat(levels(two.resized(new ImageSize(2, 3))))
                .containsExactly(25, 75, 50, 75, 25, 80);
        assertThat(levels(new Picture(1, 1, 2, new byte[] {0, 90}).resized(new ImageSize(1, 4))))
                .containsExactly(0, 0, 90, 90);
    }

    @Test
    void cropsAreInTheMiddle() {
        Picture wide = new Picture(1, 2, 4, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        ImageSize square = new ImageSize(1, 1);
        assertThat(levels(wide.cropped(Crop.parse("center"), square))).containsExactly(2, 3, 6, 7);
        assertThat(levels(wide.cropped(Crop.parse(1), square))).containsExactly(2);
        assertThat(wide.cropped(Crop.parse("none"), square)).isEqualTo(wide);
    }

    @Test
    void orientationsTurnThePicture() {
        Picture stored = new Picture(1, 2, 3, new byte[] {1, 2, 3, 4, 5, 6});
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
            Picture turned = stored.oriented(orientation);
            assertThat(Arrays.stream(levels(turned)).boxed().toList())
                    .as("orientation %s", orientation)
                    .isEqualTo(expected.get(orientation - 1));
            assertThat(turned.height()).isEqualTo(orientation > 4 ? 3 : 2);
        }
    }

    @Test
    void exifTellsTheOrientation() throws IOException {
        ImageFiles.write(file("a.jpg"), ImageFiles.gradient(10, 20, 0));
        byte[] plain = Files.readAllBytes(file("a.jpg"));
        assertThat(Exif.orientation(plain)).isEqualTo(1);
        byte[] exif =
                ByteBuffer.allocate(36)
                        .putShort((short) 0xffe1)
                        .putShort((short) 34)
                        .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
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
        ByteBuffer turned = ByteBuffer.allocate(plain.length + exif.length);
        turned.put(plain, 0, 2).put(exif).put(plain, 2, plain.length - 2);
        Files.write(file("b.jpg"), turned.array());
        assertThat(Exif.orientation(turned.array())).isEqualTo(6);
        assertThat(ImageFile.read(file("b.jpg")).height()).isEqualTo(20);
        for (int damaged : List.of(12, 14, 23)) {
            byte[] bytes = turned.array().clone();
            bytes[damaged] = 0x7f;
            assertThat(Exif.orientation(bytes)).as("byte %s", damaged).isEqualTo(1);
        }
        assertThat(Exif.orientation(Arrays.copyOf(turned.array(), 30))).isEqualTo(1);
    }

    @Test
    void kindsOfSamplesAreReadAsStored() throws IOException {
        BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setPixels(0, 0, 2, 1, new int[] {100, 200});
        ImageFiles.write(file("grey.png"), grey);
        assertThat(levels(ImageFile.read(file("grey.png")))).containsExactly(100, 200);
        BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setPixels(0, 0, 2, 1, new int[] {65535, 257 * 100});
        ImageFiles.write(file("deep.png"), deep);
        assertThat(levels(ImageFile.read(file("deep.png")))).containsExactly(255, 100);
        BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
        clear.setRGB(0, 0, 0x80ff0000);
        ImageFiles.write(file("clear.png"), clear);
        assertThat(levels(ImageFile.read(file("clear.png")))).containsExactly(255, 127, 127);
        BufferedImage palette = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED);
        palette.setRGB(0, 0, 0xff3366cc);
        ImageFiles.write(file("palette.png"), palette);
        assertThat(levels(ImageFile.read(file("palette.png")))).containsExactly(0x33, 0x66, 0xcc);
        BufferedImage bits = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.setRGB(1, 0, 0xffffffff);
        ImageFiles.write(file("bits.png"), bits);
        assertThat(levels(ImageFile.read(file("bits.png")))).containsExactly(0, 255);
    }

    /** Four channels without a marker are CMYK, of which no ink is white. */
    @Test
    void cmykIsConverted() throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(0, 16, 16, 4, null);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        Files.createDirectories(folder.resolve("all"));
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file("c.jpg").toFile())) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(raster, null, null), null);
        }
        Picture picture = ImageFile.read(file("c.jpg"));
        assertThat(picture.channels()).isEqualTo(3);
        int[] levels = levels(picture);
        assertThat(levels[0]).isCloseTo(255, within(3));
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
        var trained = Binarization.parse("none").apply(data, 0);
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
