// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A .tar.gz archive. Folders in it are ignored: a file is known by the last part of its name. */
record TarArchive(Path path) {

    /** Writes some files of the archive into a folder, each under another name until it is whole. */
    void unpack(List<String> wanted, Path folder) throws IOException {
        try (TarArchiveInputStream in =
                new TarArchiveInputStream(
                        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(path))))) {
            for (TarArchiveEntry entry = in.getNextEntry();
                    entry != null;
                    entry = in.getNextEntry()) {
                String name = entry.getName();
                String file = name.substring(name.lastIndexOf('/') + 1);
                if (wanted.contains(file)) {
                    Path partial = folder.resolve(file + ".part");
                    Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(partial, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
