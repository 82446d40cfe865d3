// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of a run or a plan that was cut short or overwritten, so that it cannot be read. */
public final class DamagedFileException extends IOException {

    private static final long serialVersionUID = 1L;

    private static final String ASIDE = ".damaged";

    /**
     * Creates an exception.
     *
     * @param place the path of the file, and a line if there is one
     */
    DamagedFileException(String place, String problem) {
        super(place + ": the file is damaged: " + problem);
    }

    /**
     * Renames a damaged file, so that it is out of the way and nothing of it is lost.
     *
     * @return its new path, which ends in {@value #ASIDE}, or in that and a number
     * @throws IOException if it cannot be renamed
     */
    public static Path setAside(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ASIDE);
        for (int i = 2; Files.exists(aside); i++) {
            aside = file.resolveSibling(file.getFileName() + ASIDE + i);
        }
        return Files.move(file, aside);
    }
}
