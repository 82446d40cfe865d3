// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A device in place of a file may never end: it is refused before it is read. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DeviceFilesTest {
    @TempDir Path dir;

    private final Terminal terminal = new Terminal();

    private Path device(String name) throws IOException {
        return Files.createSymbolicLink(dir.resolve(name), Path.of("/dev/zero"));
    }

    private void requireRefusal(String file, String... arguments) {
        assertThat(terminal.vaelab(arguments)).as("%s", terminal).isEqualTo(2);
        assertThat(terminal.err()).contains(file).contains("it is a device or a pipe");
    }

    @ParameterizedTest
    @CsvSource({
        "npy, train, a.npy",
        "npy, train, a.npz",
        "npy, train, a.safetensors",
        "npy, train, a.mat",
        "idx, train, a.idx3-ubyte",
        "table, path, a.csv",
        "table, path, a.parquet",
        "series, path, a.csv",
        "text, path, a.txt"
    })
    void noData(String source, String key, String name) throws IOException {
        Path file = device(name);
        String test = source.equals("idx") ? ", test: " + file : "";
        Path config =
                Files.writeString(
                        dir.resolve("c.yaml"),
                        "data: {source: %s, %s: %s%s}\nmodels: {m: {variant: gaussian, latent: 2}}\n"
                                .formatted(source, key, file, test));
        requireRefusal(name, "compare", config.toString());
    }

    @Test
    void noConfig() throws IOException {
        requireRefusal("c.yaml", "compare", device("c.yaml").toString());
    }
}
