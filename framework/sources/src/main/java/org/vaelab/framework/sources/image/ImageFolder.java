// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.record.internal.FileProblem;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * The image files of a folder and its subfolders, in the order of their names. Links are followed. What
 * programs hide in a folder is left out: files and folders whose names begin with a point, {@code __MACOSX},
 * and the files of Windows for its folders.
 *
 * @param path of the folder, or of a single image
 * @param files the images
 * @param others the number of files that are no images by their names
 * @param hidden the images that are left out because they are hidden
 */
record ImageFolder(Path path, List<Path> files, int others, int hidden) {

    private static final Set<String> SYSTEM = Set.of("__macosx", "thumbs.db", "desktop.ini");

    /**
     * Lists a folder.
     *
     * @throws DataException if there is no such folder, or no image in it
     */
    static ImageFolder of(Path path) {
        if (Files.isRegularFile(path)) {
            return new ImageFolder(path, List.of(path), 0, 0);
        }
        if (Files.notExists(path)) {
            throw UnreadableFile.because(path, new NoSuchFileException(path.toString()));
        }
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
        List<Path> images = found.images;
        if (images.isEmpty()) {
            throw DataException.of(
                    "%s: no image among %s files; expected PNG, JPEG, BMP, GIF or TIFF",
                    path, found.others);
        }
        List<Path> sorted =
                images.stream().sorted((a, b) -> name(path, a).compareTo(name(path, b))).toList();
        return new ImageFolder(path, sorted, found.others, found.hidden);
    }

    /** Finds the images below a folder. */
    private static final class Listing extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final List<Path> images = new ArrayList<>();
        private int others;
        private int hidden;

        private Listing(Path folder) {
            this.folder = folder;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            boolean isHidden = isHidden(file);
            if (!attributes.isRegularFile()) {
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
                if (text.startsWith(".") || SYSTEM.contains(text)) {
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

    /** Returns what an image is called: its path in the folder. */
    String name(int index) {
        return name(path, files.get(index));
    }

    /** Returns the subfolder of an image, which is its class; empty if it lies in the folder itself. */
    Optional<String> subfolder(int index) {
        String name = name(index);
        int slash = name.indexOf('/');
        return slash < 0 ? Optional.empty() : Optional.of(name.substring(0, slash));
    }

    /** Returns all subfolders with images, sorted. */
    List<String> subfolders() {
        return IntStream.range(0, files.size())
                .mapToObj(this::subfolder)
                .flatMap(Optional::stream)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Returns the first image that can be read.
     *
     * @throws DataException if none can
     */
    Picture first() {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            try {
                return ImageFile.read(files.get(i));
            } catch (IOException e) {
                failures.add(name(i) + " (" + FileProblem.reason(e) + ")");
            }
        }
        throw DataException.of("%s: no image can be read: %s", path, String.join(", ", failures));
    }
}
