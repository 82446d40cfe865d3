// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.settings.Amount;
import org.vaelab.framework.sources.FittingSource;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Finds the image files of a folder and its subfolders, in the order of their names. Links are
 * followed. What programs hide in a folder is left out: files and folders whose names begin with a
 * point, and those that macOS, Windows and network storage make.
 */
final class ImageFolder {

    private static final Pattern HIDDEN =
            Pattern.compile(
                    "\\..*|__macosx|thumbs\\.db|desktop\\.ini|\\$recycle\\.bin|system volume information"
                            + "|@eadir|#recycle|lost\\+found");

    private ImageFolder() {}

    /**
     * Lists a folder. The class of an image is its subfolder.
     *
     * @throws DataException if there is no such folder, or no image in it
     */
    static StoredImages of(Path path) {
        Listing found = new Listing(path);
        try {
            Files.walkFileTree(
                    path, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, found);
        } catch (FileSystemLoopException e) {
            throw new DataException(
                    e.getFile()
                            + ": a link that leads to itself; remove it, or let it lead elsewhere",
                    e);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
        if (found.images.isEmpty()) {
            throw DataException.of(
                    "%s: no image among %s files; expected PNG, JPEG, BMP, GIF or TIFF;"
                            + " Parquet files are read in the folder itself%s",
                    path, found.others, FittingSource.hint(path, "images"));
        }
        found.images.sort(Comparator.comparing(file -> name(path, file)));
        return images(
                path,
                List.copyOf(found.images),
                Stream.of(
                                "hidden: " + Amount.of(found.hidden, "image"),
                                "no image by its name: " + Amount.of(found.others, "file"),
                                "links that lead nowhere: " + Amount.of(found.dangling, "file"))
                        .filter(left -> !left.contains(": 0 "))
                        .map("left out, because "::concat)
                        .toList());
    }

    /** Finds the images below a folder. */
    private static final class Listing extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final List<Path> images = new ArrayList<>();
        private int others;
        private int hidden;
        private int dangling;

        private Listing(Path folder) {
            this.folder = folder;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean isHidden = isHidden(file);
            if (attributes.isSymbolicLink()) {
                dangling += isHidden ? 0 : 1;
            } else if (!attributes.isRegularFile()) {
                return FileVisitResult.CONTINUE;
            } else if (!ImageFile.isImage(file)) {
                others += isHidden ? 0 : 1;
            } else if (isHidden) {
                hidden++;
            } else {
                images.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (isHidden(file)) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        private boolean isHidden(Path file) {
            for (Path name : folder.relativize(file)) {
                String text = name.toString().toLowerCase(Locale.ROOT);
                if (HIDDEN.matcher(text).matches()) {
                    return true;
                }
            }
            return false;
        }
    }

    private static String name(Path folder, Path file) {
        return folder.equals(file)
                ? file.getFileName().toString()
                : folder.relativize(file).toString().replace('\\', '/');
    }

    private static StoredImages images(Path path, List<Path> files, List<String> remarks) {
        List<String> names = files.stream().map(file -> name(path, file)).toList();
        return new StoredImages(
                path,
                files,
                names.stream().map(of -> of.substring(0, Math.max(0, of.indexOf('/')))).toList(),
                Origin.named("file", names::get),
                remarks,
                () -> files.stream().map(f -> () -> Files.readAllBytes(GivenFile.required(f))));
    }
}
