// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LibraryReportTest {

    private static final List<String> NAMES = List.of("libc10.so");

    @TempDir Path given;

    private Path root;

    @BeforeEach
    void resolveLinks() throws IOException {
        root = given.toRealPath();
    }

    private Path library(String folder) throws IOException {
        return Files.writeString(
                Files.createDirectories(root.resolve(folder)).resolve("libc10.so"), "");
    }

    @Test
    void findsThemWhereTheDynamicLoaderLooks() throws IOException {
        Path ofVariable = library("conda/lib");
        Path ofFile = library("opt/one");
        Path ofIncluded = library("opt/two");
        Path ofSystem = library("usr/lib");
        library("opt/unknown");
        Files.createDirectories(root.resolve("etc/ld.so.conf.d"));
        Files.writeString(
                root.resolve("etc/ld.so.conf"), "include ld.so.conf.d/*.conf\n/opt/one # first\n");
        Files.writeString(root.resolve("etc/ld.so.conf.d/two.conf"), "# second\n/opt/two\n");
        Files.createSymbolicLink(root.resolve("lib"), root.resolve("usr/lib"));
        Map<String, String> environment =
                Map.of("LD_LIBRARY_PATH", ":" + ofVariable.getParent() + ":/none");
        assertThat(LibraryReport.copies(NAMES, environment, root))
                .containsOnly(
                        Map.entry(ofVariable, "LD_LIBRARY_PATH"),
                        Map.entry(ofFile, "system"),
                        Map.entry(ofIncluded, "system"),
                        Map.entry(ofSystem, "system"));
    }

    @Test
    void aMachineWithoutAnyHasNone() {
        assertThat(LibraryReport.copies(NAMES, Map.of(), root)).isEmpty();
    }

    @Test
    void namesTheFolder() throws IOException {
        assertThat(LibraryReport.lines(NAMES)).contains("unpacked in " + LibraryCache.folder());
    }
}
