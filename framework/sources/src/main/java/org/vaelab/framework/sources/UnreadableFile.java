// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.record.FileProblem;

/** Explains why a file cannot be read, in the terms of a config. */
@Internal
public final class UnreadableFile {
    private UnreadableFile() {}

    public static DataException because(Path path, IOException e) {
        return new DataException(path + ": " + reason(path, e), e);
    }

    private static String reason(Path path, IOException e) {
        if (Files.isDirectory(path)) {
            return "is a folder, expected a file" + FittingSource.hint(path);
        } else if (e instanceof NoSuchFileException) {
            return GivenFile.absent(path);
        } else if (e instanceof AccessDeniedException) {
            return "you have no permission to read it";
        } else if (e instanceof CharacterCodingException) {
            return "is not UTF-8 text; save it as CSV in UTF-8";
        }
        return "cannot be read: " + FileProblem.reason(e);
    }
}
