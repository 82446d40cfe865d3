// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;

/** Describes an error with a file for the user. */
@Internal
public final class FileProblem {

    /** Advice for a full disk. */
    public static final String FREE_SPACE =
            "free some space on the disk; then the same command goes on";

    /** Messages of operating systems for a full disk or an exceeded quota. */
    private static final List<String> FULL =
            List.of("no space left", "not enough space", "quota exceeded", "file too large");

    private FileProblem() {}

    public static String of(IOException e) {
        @Nullable String file = e instanceof FileSystemException f ? f.getFile() : null;
        return file == null ? reason(e) : file + ": " + reason(e);
    }

    /** Returns what went wrong, without the name of the file. */
    public static String reason(IOException e) {
        if (e instanceof FileSystemException f) {
            return f.getReason() != null ? f.getReason() : reasonOfKind(f);
        }
        return e.getMessage() == null ? "it cannot be read or written" : e.getMessage();
    }

    private static String reasonOfKind(FileSystemException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is there already";
        }
        if (e instanceof NotDirectoryException) {
            return "not a folder";
        }
        return e instanceof DirectoryNotEmptyException
                ? "the folder is not empty"
                : "it cannot be read or written";
    }

    /** Returns the failed access to a file that caused an error, if one did. */
    public static Optional<IOException> causeOf(Throwable error) {
        for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io) {
                return Optional.of(io);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns whether a file cannot be written because the disk, or the user's share of it, is
     * full.
     */
    public static boolean isFullDisk(IOException e) {
        String reason = reason(e).toLowerCase(Locale.ROOT);
        return FULL.stream().anyMatch(reason::contains);
    }
}
