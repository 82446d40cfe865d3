// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir Path folder;

    @Test
    void bytesAndTextsReplaceWhatWasThere() throws IOException {
        Path file = folder.resolve("new/file");
        AtomicFile.write(file, "before".getBytes(StandardCharsets.UTF_8));
        assertThat(file).hasContent("before");
        AtomicFile.writeText(file, out -> out.append("\u03b2 = ").append("4"));
        assertThat(file).hasContent("\u03b2 = 4");
        assertThat(folder.resolve("new")).isDirectoryContaining(file::equals);
    }

    @Test
    void aTextThatFailsHalfwayLeavesWhatWasThereAndNothingElse() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "before");
        assertThatThrownBy(
                        () ->
                                AtomicFile.writeText(
                                        file,
                                        out -> {
                                            out.write("half");
                                            throw new IOException("no more");
                                        }))
                .hasMessage("no more");
        assertThat(file).hasContent("before");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aLinkStaysAndItsFileIsReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "before");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
        AtomicFile.write(link, "after".getBytes(StandardCharsets.UTF_8));
        AtomicFile.make(link, made -> Files.writeString(made, "made"));
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("made");
    }

    /** A link to it stands for the device, so that a wrong version replaces the link alone. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aDeviceIsNotReplaced() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));
        assertThatThrownBy(() -> AtomicFile.write(link, new byte[1]))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("a device or a pipe");
        assertThatThrownBy(() -> AtomicFile.make(link, file -> Files.write(file, new byte[1])))
                .hasMessageContaining("a device or a pipe");
        assertThat(link).isSymbolicLink();
    }
}
