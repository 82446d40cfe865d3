// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.publish.ArchiveFile;

/** The folders of a command, of which archives are unpacked until this is closed. */
final class OpenedArchives implements Closeable {

    private final List<ArchiveFile> archives = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();

    /** Opens those that are files, and lists their plugins or takes them. */
    OpenedArchives(List<Path> named, ArchivedPlugins plugins, Session session) throws IOException {
        try {
            for (Path each : named) {
                if (Files.isRegularFile(each)) {
                    ArchiveFile archive = ArchiveFile.open(each);
                    archives.add(archive);
                    folders.add(archive.folder());
                    plugins.take(archive, session);
                } else {
                    folders.add(each);
                }
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    boolean has(Path file) {
        return archives.stream().anyMatch(archive -> archive.file().equals(file));
    }

    /** Returns the folders, those of archives for their files. */
    List<Path> folders() {
        return List.copyOf(folders);
    }

    /** Returns a path as the user knows it: below the archive, not below its temporary folder. */
    String shown(Path path) {
        return archives.stream()
                .filter(archive -> path.startsWith(archive.folder()))
                .findFirst()
                .map(archive -> archive.file().resolve(archive.folder().relativize(path)))
                .orElse(path)
                .toString();
    }

    @Override
    public void close() throws IOException {
        for (ArchiveFile archive : archives) {
            archive.close();
        }
    }
}
