// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a published set.
 *
 * @param name of the set and of its folder
 * @param names of the files
 * @param address of a page or folder where a user finds them
 * @param download how they are fetched; empty: a user does it
 */
public record SetFiles(
        String name, List<String> names, String address, Optional<Download> download) {

    /**
     * A download.
     *
     * @param mirrors folders from which the files come, each ending in a slash
     * @param md5 of each file
     * @param isArchive whether a file is a .tar.gz archive that holds the files of the set
     */
    public record Download(List<URI> mirrors, Map<String, String> md5, boolean isArchive) {

        public Download {
            mirrors = List.copyOf(mirrors);
            md5 = Map.copyOf(md5);
        }
    }

    public SetFiles {
        names = List.copyOf(names);
    }
}
