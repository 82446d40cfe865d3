// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.data.DataException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;

/**
 * A file whose bytes were changed is read, or refused in words; it needs no more memory than it
 * could hold.
 */
@Tag("full")
final class MutatedFilesTest {
    private static final int FILES = 300;

    /** The most that deflate compresses. */
    private static final long RATIO = 1032;

    private static final long OVERHEAD = 32 << 20;

    private static final String TENSOR =
            """
            {"__metadata__": {}, "x": {"dtype": "F32", "shape": [3, 2], "data_offsets": [0, 24]}}""";

    @TempDir Path dir;

    private byte[] file(String name) throws IOException {
        byte[] numbers = ArrayBytes.floats(0, 1, 2, 3, 4, 5);
        byte[] npy = ArrayBytes.npy("<f4", false, "3, 2", numbers);
        Path path = dir.resolve("whole");
        switch (name) {
            case "a.npy" -> Files.write(path, npy);
            case "stored.npz" -> ArrayBytes.npz(path, false, Map.of("x", npy));
            case "packed.npz" -> ArrayBytes.npz(path, true, Map.of("x", npy));
            case "a.idx2-ubyte" -> Files.write(path, IdxBytes.images(6, 4));
            case "b.idx2-ubyte.gz" -> Files.write(path, IdxBytes.gzip(IdxBytes.images(6, 4)));
            case "a.h5" -> {
                try (InputStream in = getClass().getResourceAsStream("../hdf5/small.h5")) {
                    return in.readAllBytes();
                }
            }
            case "a.safetensors" -> Files.write(path, ArrayBytes.safetensors(TENSOR, numbers));
            default -> {
                Matrix matrix = Mat5.newMatrix(3, 2);
                try (us.hebi.matlab.mat.types.MatFile mat =
                        Mat5.newMatFile().addArray("x", matrix)) {
                    Mat5.writeToFile(mat, path.toFile());
                }
            }
        }
        return Files.readAllBytes(path);
    }

    /** Changes some bytes, digits more often, or cuts the file off. */
    private static byte[] mutated(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            for (int tries = 0; tries < 8 && !Character.isDigit(bytes[at]); tries++) {
                at = random.nextInt(bytes.length);
            }
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes[at] = (byte) "0123456789 ,()[]{}'\"-L:".charAt(random.nextInt(23));
                case 3 -> bytes[at] = random.nextBoolean() ? (byte) 0x7f : (byte) 0xff;
                default -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.npy",
                "stored.npz",
                "packed.npz",
                "a.safetensors",
                "a.idx2-ubyte",
                "b.idx2-ubyte.gz",
                "a.mat",
                "a.h5"
            })
    void isReadOrRefusedInWords(String name) throws IOException {
        byte[] whole = file(name);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int read = 0;
        for (int seed = 0; seed < FILES; seed++) {
            byte[] bytes = seed == 0 ? whole : mutated(whole, new SplittableRandom(seed));
            Path path = Files.write(dir.resolve(name), bytes);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                for (StoredArray array : ArrayFile.open(path).arrays().values()) {
                    assertThat(array.columns()).as("seed %s", seed).hasNumberOfRows(array.width());
                    read++;
                }
            } catch (DataException e) {
                assertThat(e).as("seed %s", seed).hasMessageStartingWith(path.toString());
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
            // The libraries for MATLAB and HDF5 reserve what a name or a shape announces.
            if (!name.equals("a.mat") && !name.equals("a.h5")) {
                assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                        .as("bytes of memory, seed %s", seed)
                        .isLessThan(OVERHEAD + RATIO * bytes.length);
            }
        }
        assertThat(read).isBetween(FILES / 50, FILES - FILES / 50);
    }
}
