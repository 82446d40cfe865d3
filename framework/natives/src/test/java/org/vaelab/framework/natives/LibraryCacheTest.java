// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar with one small library, in JavaCPP's own folder: the file is removed after each test. */
final class LibraryCacheTest {

    private static final String CONTENTS = "a library ".repeat(1000);

    @TempDir Path folder;

    private URL source;
    private Path file;

    @BeforeEach
    void unpackOnce() throws IOException {
        // JavaCPP names the folder of unpacked files by the jar.
        Path jar = folder.resolve("vaelab-test-" + System.nanoTime() + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            JarEntry entry = new JarEntry("natives/libsmall.so");
            entry.setTime(1_600_000_000_000L);
            entries.putNextEntry(entry);
            entries.write(CONTENTS.getBytes(StandardCharsets.UTF_8));
            entries.closeEntry();
        }
        source = new URL("jar:" + jar.toUri() + "!/natives/libsmall.so");
        file = LibraryCache.unpacked(source);
    }

    @AfterEach
    void removeUnpacked() throws IOException {
        Loader.deleteDirectory(file.getParent().getParent().toFile());
    }

    private void isRepaired() throws IOException {
        assertThat(LibraryCache.unpacked(source)).isEqualTo(file).hasContent(CONTENTS);
    }

    @Test
    void anUndamagedFileStays() throws IOException {
        assertThat(file).startsWith(LibraryCache.folder()).hasContent(CONTENTS);
        Object before = Files.getAttribute(file, "basic:fileKey");
        isRepaired();
        assertThat(Files.getAttribute(file, "basic:fileKey")).isEqualTo(before);
    }

    @Test
    void anUnfinishedFileIsUnpackedAgain() throws IOException {
        Files.writeString(file, CONTENTS.substring(0, 5000));
        isRepaired();
    }

    @Test
    void anEmptyFileIsUnpackedAgain() throws IOException {
        Files.writeString(file, "");
        isRepaired();
    }

    @Test
    void otherContentsOfTheSameSizeAndTimeAreUnpackedAgain() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, CONTENTS.replace('a', 'b'));
        Files.setLastModifiedTime(file, time);
        isRepaired();
    }

    @Test
    void aMissingFileIsUnpackedAgain() throws IOException {
        Files.delete(file);
        isRepaired();
    }

    /** As JavaCPP links a library that two presets have, in another process and without a lock. */
    @Test
    void aFileThatBecomesALinkMeanwhileIsUnpackedAgain() throws Exception {
        Path other = Files.writeString(folder.resolve("other.so"), "another library");
        ExecutorService process = Executors.newSingleThreadExecutor();
        try {
            Future<?> linking =
                    process.submit(
                            () -> {
                                for (int i = 0; i < 100; i++) {
                                    Files.deleteIfExists(file);
                                    Thread.sleep(0, 300_000);
                                    try {
                                        Files.createSymbolicLink(file, other);
                                    } catch (FileAlreadyExistsException e) {
                                        // JavaCPP gives up linking.
                                    }
                                    Thread.sleep(1);
                                }
                                return null;
                            });
            while (!linking.isDone()) {
                LibraryCache.unpacked(source);
            }
            linking.get();
        } finally {
            process.shutdown();
        }
        isRepaired();
    }

    @Test
    void whatCannotBeUnpackedIsNamedWithTheRemedy() throws IOException {
        Files.delete(file);
        Files.createDirectories(file.resolve("in the way"));
        String cache = LibraryCache.folder().toString();
        assertThatThrownBy(() -> LibraryCache.unpacked(source))
                .isInstanceOfSatisfying(
                        IOException.class,
                        e ->
                                assertThat(LibraryCache.remedy(source, e))
                                        .startsWith(
                                                "cannot unpack the native library libsmall.so into "
                                                        + cache
                                                        + ": ")
                                        .matches(".* [0-9]+ MiB are free\\. Free some space.*")
                                        .endsWith("name another folder in VAELAB_NATIVES"));
    }
}
