// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.DataSource;
import org.vaelab.testkit.contract.GoldenError;

class IdxErrorsTest {
    @TempDir Path dir;
    private Path good;

    @BeforeEach
    void goodFile() throws IOException {
        good = IdxBytes.write(dir, "good", IdxBytes.images(4, 3, 2));
    }

    private void checkFile(String name, byte[] content) throws IOException {
        Path file = IdxBytes.write(dir, name, content);
        check(name, file, good, null, null);
    }

    private void check(String name, Path train, Path test, Path trainLabels, Path testLabels)
            throws IOException {
        new GoldenError(getClass(), dir)
                .check(
                        name,
                        () ->
                                new IdxSource(train, test, trainLabels, testLabels, null)
                                        .load(DataSource.Progress.SILENT));
    }

    @Test
    void wrongMagic() throws IOException {
        checkFile("idx-magic", "\u0089PNG\r\n\u001a\n and more".getBytes(ISO_8859_1));
        byte[] type = IdxBytes.images(4, 3, 2);
        type[2] = 0x0a;
        checkFile("idx-type", type);
        byte[] dimensions = IdxBytes.images(4, 3, 2);
        dimensions[3] = 9;
        checkFile("idx-dimensions", dimensions);
    }

    @Test
    void truncated() throws IOException {
        byte[] whole = IdxBytes.images(4, 3, 2);
        checkFile("idx-empty", new byte[0]);
        checkFile("idx-truncated-header", Arrays.copyOf(whole, 11));
        checkFile("idx-truncated", Arrays.copyOf(whole, whole.length - 3));
        checkFile("idx-truncated-inside-gzip", IdxBytes.gzip(Arrays.copyOf(whole, 20)));
        ByteBuffer huge = ByteBuffer.wrap(whole.clone());
        huge.putInt(4, 1_000_000);
        checkFile("idx-huge-header", huge.array());
        huge.putInt(4, Integer.MAX_VALUE);
        checkFile("idx-too-large", huge.array());
    }

    @Test
    void damagedGzip() throws IOException {
        byte[] packed = IdxBytes.gzip(IdxBytes.images(40, 30, 20));
        checkFile("gzip-truncated-header", Arrays.copyOf(packed, 5));
        checkFile("gzip-truncated-trailer", Arrays.copyOf(packed, packed.length - 4));
        byte[] flipped = packed.clone();
        flipped[packed.length - 6] ^= 0x55;
        checkFile("gzip-checksum", flipped);
        byte[] garbage = packed.clone();
        Arrays.fill(garbage, 10, 40, (byte) 0xff);
        checkFile("gzip-garbage", garbage);
    }

    @Test
    void aGzipFileThatBreaksOffIsTruncated() throws IOException {
        byte[] random = new byte[40 * 30 * 20];
        new SplittableRandom(1).nextBytes(random);
        byte[] packed = IdxBytes.gzip(IdxBytes.of(IdxBytes.UBYTE, random, 40, 30, 20));
        checkFile("gzip-truncated", Arrays.copyOf(packed, packed.length / 2));
    }

    @Test
    void trailingBytes() throws IOException {
        byte[] whole = IdxBytes.images(4, 3, 2);
        checkFile("idx-trailing", Arrays.copyOf(whole, whole.length + 1));
    }

    @Test
    void emptyDimension() throws IOException {
        checkFile("idx-zero-dimension", IdxBytes.of(IdxBytes.UBYTE, new byte[0], 4, 0, 2));
        checkFile("idx-negative-dimension", IdxBytes.of(IdxBytes.UBYTE, new byte[0], -4, 3, 2));
    }

    @Test
    void absentFileAndFolder() throws IOException {
        check("idx-absent", dir.resolve("nowhere/train"), good, null, null);
        check("idx-folder", Files.createDirectory(dir.resolve("folder")), good, null, null);
    }

    @Test
    void sizesAndTypesThatDiffer() throws IOException {
        Path other = IdxBytes.write(dir, "other", IdxBytes.images(4, 2, 3));
        check("idx-sizes-differ", good, other, null, null);
        Path floats = IdxBytes.write(dir, "floats", IdxBytes.of(0x0d, new byte[96], 4, 3, 2));
        check("idx-types-differ", good, floats, null, null);
    }

    @Test
    void labelsAsImagesAndImagesAsLabels() throws IOException {
        Path labels = IdxBytes.write(dir, "labels", IdxBytes.labels(0, 1, 2, 0));
        check("idx-labels-as-images", labels, good, null, null);
        check("idx-images-as-labels", good, good, good, null);
    }

    @Test
    void labelsThatDoNotFit() throws IOException {
        Path three = IdxBytes.write(dir, "three", IdxBytes.labels(0, 1, 2));
        check("idx-label-count", good, good, three, null);
        Path labels = IdxBytes.write(dir, "labels", IdxBytes.labels(0, 1, 2, 0));
        Path beyond = IdxBytes.write(dir, "beyond", IdxBytes.labels(0, 3, 2, 0));
        check("idx-label-range", good, good, labels, beyond);
        Path signed = IdxBytes.write(dir, "signed", IdxBytes.of(0x09, new byte[] {0, 1, -1, 0}, 4));
        check("idx-label-negative", good, good, signed, null);
    }

    @Test
    void notANumber() throws IOException {
        byte[] values = ByteBuffer.allocate(96).putFloat(4 * 7, Float.NaN).array();
        Path floats = IdxBytes.write(dir, "floats", IdxBytes.of(0x0d, values, 4, 3, 2));
        check("idx-nan", floats, floats, null, null);
    }

    @Test
    void labelsOfTheTestAlone() throws IOException {
        check("idx-labels-of-test-alone", good, good, null, good);
    }
}
