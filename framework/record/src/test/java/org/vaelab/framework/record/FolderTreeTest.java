// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderTreeTest {

    @TempDir Path folder;

    @Test
    void filesAreFoundAtAnyDepth() throws IOException {
        Files.createDirectories(folder.resolve("a/b/empty"));
        Path deep = Files.writeString(folder.resolve("a/b/x.txt"), "x");
        Path hidden = Files.writeString(folder.resolve(".y"), "y");
        assertThat(FolderTree.files(folder))
                .containsOnlyKeys("a/b/x.txt", ".y")
                .containsEntry("a/b/x.txt", deep)
                .containsEntry(".y", hidden);
        assertThat(FolderTree.files(folder.resolve("none"))).isEmpty();
    }
}
